// Reading collected client data.
#include "codec/client_data.h"

#include "codec/base64.h"
#include "codec/json.h"

namespace postern::codec {
namespace {

constexpr std::size_t kClientDataBytesMax = 8 << 10;

Error malformed() {
  return invalid_parameter("Malformed client data.");
}

bool all_strings(const Json& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const Json* member = object.find(name);
    if (member == nullptr || !member->is_string()) return false;
  }
  return true;
}

}  // namespace

Result<ClientData> parse_client_data(std::string_view json) {
  auto parsed = Json::parse(json, {.bytes_max = kClientDataBytesMax});
  if (!parsed.ok() || !parsed->is_object()) return malformed();
  if (!all_strings(*parsed, {"type", "challenge", "origin"})) return malformed();
  const Json* cross_origin = parsed->find("crossOrigin");
  if (cross_origin != nullptr && !cross_origin->is_bool()) return malformed();
  auto challenge = base64url_decode(parsed->get_string("challenge"));
  if (!challenge.ok()) return malformed();
  ClientData data;
  data.type = parsed->get_string("type");
  data.challenge = std::move(*challenge);
  data.origin = parsed->get_string("origin");
  data.cross_origin = parsed->get_bool("crossOrigin") || parsed->contains("topOrigin");
  return data;
}

}  // namespace postern::codec
