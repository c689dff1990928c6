// Targets: parse_attestation_object, parse_authenticator_data.
// Property: the parts lie inside the input, and nothing else does.
#include "codec/authenticator_data.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  const auto object = parse_attestation_object(input);
  if (!object.ok()) return;
  require(object->statement.map() != nullptr, "a statement is a map");
  const auto lies_inside = [&](std::string_view part) {
    return part.data() >= input.data() && part.data() + part.size() <= input.data() + input.size();
  };
  require(lies_inside(object->format), "the format is the input's");
  require(lies_inside(object->authenticator_data), "the data is the input's");
  require(input.find("authData") != std::string_view::npos, "the member is named");
  const auto data = parse_authenticator_data(object->authenticator_data);
  if (data.ok() && data->attested) {
    require(lies_inside(data->attested->public_key), "the key is the input's");
  }
}
