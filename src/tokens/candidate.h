// A text that claims to be a token, taken apart before anything in it is believed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "codec/json.h"
#include "codec/jwt_text.h"
#include "tokens/verified_token.h"

namespace postern::tokens {

// Borrows from the token's text. Nothing in it is trusted.
struct Candidate {
  codec::JwtText parts;
  std::string payload;  // Decoded, as text.
  Json claims;
};

// Compact form, canonical base64url, a JSON object without duplicates; nullopt for anything else.
std::optional<Candidate> read_candidate(std::string_view token);

// Whether the header is one that some pool might have written: the members "kid" and "alg" and no
// others, the latter "RS256". No member that brings its own key, names a place to fetch one from or
// changes what is signed gets past this (RFC 8725, 3.1 and 3.10; RFC 7515, 4.1.11).
bool is_own_header_form(std::string_view header_part);

// Moves the claims every token of ours has into `out`; false when one is missing or of another
// type.
// REQUIRES: the signature was verified with the pool's key for `out.use`.
bool take_claims(Json& claims, VerifiedToken& out);

}  // namespace postern::tokens
