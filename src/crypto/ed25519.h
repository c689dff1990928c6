// Ed25519 signatures (RFC 8032), as some passkeys make them.
#pragma once

#include <string_view>

namespace postern::crypto {

// Whether the signature is the key's over the message. False too for a key or a signature of
// another length, a key of small order and an S that is not reduced (J27).
bool verify_ed25519(std::string_view public_key, std::string_view message,
                    std::string_view signature);

}  // namespace postern::crypto
