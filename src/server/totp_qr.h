// Authenticator apps: the otpauth URI they read, and its QR picture for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace postern::server {

// The key URI of an app: `secret` as AssociateSoftwareToken gave it. Throws std::runtime_error for
// a secret that is not base32 and for names that are empty or have a colon, which the format keeps
// for itself.
std::string totp_uri(std::string_view secret, std::string_view account, std::string_view issuer);

// The picture of any text in block characters, two modules a character high, dark on light, with
// the quiet zone around it. Throws when the text is too long for one.
std::string qr_blocks(const std::string& text);

}  // namespace postern::server
