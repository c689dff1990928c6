// ID tokens of other issuers: what must hold before anything in one is believed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/json.h"
#include "federation/jwk_set.h"

namespace postern::federation {

// What an ID token must be about.
struct Expected {
  std::string_view issuer;
  std::string_view audience;  // The pool's client at the provider.
  std::string_view nonce;
  std::string_view access_token;  // That came with it.
  std::int64_t now_s = 0;
};

// Which key a token claims to be signed by; refused for all but RS256 and ES256 (F13).
struct IdTokenHeader {
  std::string alg;
  std::string kid;  // May be empty.
};
Result<IdTokenHeader> read_id_token_header(std::string_view token);

// The claims of a token that is signed by one of the keys and passes every check of OpenID Connect
// Core 1.0, section 3.1.3.7. Everything else is refused; the text says what is wrong, and nothing
// of what is in it.
Result<Json> verify_id_token(std::string_view token, const JwkSet& keys, const Expected& expected);

}  // namespace postern::federation
