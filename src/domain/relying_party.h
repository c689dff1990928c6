// Relying parties of WebAuthn: which domain a passkey belongs to, and which pages may use it.
#pragma once

#include <string_view>

#include "base/result.h"

namespace postern::domain {

// Whether it can be a relying party ID (WebAuthn level 3, 5.1.3): a domain name of several labels
// in lower case, or "localhost"; no IP address, and no public suffix, of which no browser lets a
// page below it use passkeys (W22). InvalidParameterException otherwise.
Status check_relying_party_id(std::string_view relying_party_id);

// Whether a page of `origin` may use passkeys of the relying party: https on its domain or one
// below, on the usual port; for "localhost" http or https on any port. The text is compared as
// browsers spell it, so that a trailing dot, another case or "null" is another origin (W01).
bool may_use_passkeys(std::string_view relying_party_id, std::string_view origin);

}  // namespace postern::domain
