// The claims of ID and access tokens, as Cognito writes them.
#pragma once

#include <string>
#include <string_view>

#include "codec/json.h"
#include "tokens/grant.h"

namespace postern::tokens {

// The claims before any customisation. `jti` is fresh for each token; the ID token goes with
// `access_token`, which that of a hosted session is bound to.
Json id_claims(const Grant& grant, std::string_view issuer, std::string jti,
               std::string_view access_token);
Json access_claims(const Grant& grant, std::string_view issuer, std::string jti);

// Of a client for itself (RFC 6749, section 4.4): its subject is the client, and it names no user,
// no group and no session.
Json client_claims(const ClientGrant& grant, std::string_view issuer, std::string jti);

// The value of a user attribute in an ID token: `*_verified` as booleans, updated_at as a number,
// the address as an object, everything else, also custom numbers and booleans, as text.
Json attribute_claim(std::string_view name, std::string_view value);

}  // namespace postern::tokens
