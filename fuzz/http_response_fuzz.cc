// Targets: server::parse_response, what a webhook or a Lambda API may answer, and the JSON in it.
// Property: bodies are no longer than what arrived; strings that are read are read the same again.
#include <exception>

#include "flat_json.h"
#include "fuzz/property.h"
#include "http_client.h"

using namespace postern::server;
using postern::fuzz::require;

namespace {

void check_json(std::string_view text) {
  const auto json = FlatJson::parse(text, FlatJson::Nested::kept);
  if (!json) return;
  const std::string meant = json->text("errorMessage");
  const std::string again = "{\"errorMessage\":" + json_string(meant) + "}";
  const auto reread = FlatJson::parse(again);
  require(reread && reread->text("errorMessage") == meant, "what is written reads the same");
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  check_json(input);
  try {
    const Response response = parse_response(input);
    require(response.status >= 200 && response.status <= 999, "the status is final");
    require(response.body.size() <= input.size(), "a body is no longer than what arrived");
    check_json(response.body);
  } catch (const std::runtime_error&) {
    return;  // Malformed, which is an answer too.
  }
}
