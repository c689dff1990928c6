// Targets: split_jwt, decode_jwt_object.
// Property: the parts of an accepted token join to the same text, and there are three.
#include "codec/jwt_text.h"

#include <algorithm>

#include "codec/base64.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  const auto parts = split_jwt(input);
  if (!parts.ok()) return;
  require(std::count(input.begin(), input.end(), '.') == 2, "a token has two dots");
  require(!parts->header.empty() && !parts->payload.empty() && !parts->signature.empty(),
          "no part is empty");
  std::string joined(parts->header);
  joined.append(".").append(parts->payload);
  require(parts->signing_input == joined, "the signature covers header and payload");
  joined.append(".").append(base64url_encode(parts->signature));
  require(joined == input, "the parts join to the token");

  for (const std::string_view part : {parts->header, parts->payload}) {
    const auto object = decode_jwt_object(part);
    if (!object.ok()) continue;
    require(object->is_object(), "a part is an object");
    require(base64url_encode(base64url_decode(part).value()) == part, "a part is canonical");
  }
}
