// The text form of a signed token: three base64url parts joined by dots (RFC 7515 section 3.1).
#pragma once

#include <string>
#include <string_view>

#include "base/limits.h"
#include "codec/json.h"

namespace postern::codec {

// The views borrow from the token text. Nothing in here has been checked against a key.
struct JwtText {
  std::string_view header;         // As transmitted, base64url.
  std::string_view payload;        // As transmitted, base64url.
  std::string_view signing_input;  // `header.payload`: what the signature covers.
  std::string signature;           // Decoded.
};

// Splits a compact JWS. Refuses text over limits::kTokenBytesMax by its length alone, anything but
// three parts, an empty part, and a signature that is not canonical base64url.
[[nodiscard]] Result<JwtText> split_jwt(std::string_view token);

// Decodes one part into a JSON object. A header needs few members; claims take the default.
[[nodiscard]] Result<Json> decode_jwt_object(
    std::string_view part, std::size_t members_max = limits::kTokenJsonMembersMax);

// `header.payload`, to be signed and joined by a dot with the signature.
[[nodiscard]] std::string jwt_signing_input(const Json& header, const Json& payload);

}  // namespace postern::codec
