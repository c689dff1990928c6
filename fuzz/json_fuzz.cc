// Targets: Json::parse, Json::dump.
// Property: what is accepted is written as text that is accepted, equal and stable, in UTF-8; and
// no object holds a key twice.
#include "codec/json.h"

#include <set>

#include "codec/utf8.h"
#include "fuzz/property.h"

using postern::Json;
using postern::fuzz::require;

namespace {

void require_unique_keys(const Json& value) {
  if (value.is_array()) {
    for (const Json& element : value.as_array()) require_unique_keys(element);
  }
  if (!value.is_object()) return;
  std::set<std::string_view> keys;
  for (const auto& member : value.as_object()) {
    require(keys.insert(member.key).second, "keys are unique");
    require_unique_keys(member.value);
  }
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  const auto value = Json::parse(input);
  if (!value.ok()) {
    require(value.error().code == "SerializationException", "a refusal has its code");
    return;
  }
  require_unique_keys(*value);
  const std::string text = value->dump();
  require(postern::codec::is_utf8(input) && postern::codec::is_utf8(text), "text is UTF-8");
  const auto again = Json::parse(text, {.bytes_max = text.size()});
  require(again.ok() && *again == *value, "what is written reads back equal");
  require(again->dump() == text, "writing is stable");
}
