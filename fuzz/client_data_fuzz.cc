// Targets: parse_client_data.
// Property: what was read is what a JSON parser sees, and the challenge has one spelling.
#include "codec/client_data.h"

#include "codec/base64.h"
#include "codec/json.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::Json;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  const auto data = parse_client_data(input);
  if (!data.ok()) return;
  const auto json = Json::parse(input);
  require(json.ok(), "client data is JSON");
  require(json->get_string("type") == data->type, "the type is the member's");
  require(json->get_string("origin") == data->origin, "the origin is the member's");
  require(json->get_string("challenge") == base64url_encode(data->challenge),
          "the challenge is canonical");
  require(data->cross_origin || !json->contains("topOrigin"), "a top origin means a frame");
}
