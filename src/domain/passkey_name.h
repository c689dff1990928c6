// What to call a passkey in a list of them.
#pragma once

#include <string_view>

namespace postern::domain {

// The provider its AAGUID (16 bytes) stands for, or "Passkey". Nothing but a label: an AAGUID
// without attestation is what the authenticator likes to say.
std::string_view passkey_name(std::string_view aaguid);

}  // namespace postern::domain
