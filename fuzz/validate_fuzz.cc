// Targets: ops::validate over every operation of the service model.
// Input: an operation's index in two bytes, then a request as JSON.
// Property: a refusal is one of three exceptions in valid UTF-8; an accepted request stays accepted
// with a member nobody knows, and is refused without a required one.
#include "ops/validate.h"

#include "codec/utf8.h"
#include "fuzz/property.h"

using postern::Json;
using postern::fuzz::require;
using namespace postern::ops;

namespace {

void require_good_refusal(const postern::Error& error, const model::OperationModel& operation) {
  const bool is_idp = operation.service == "cognito-idp";
  require(error.code == "SerializationException" ||
              error.code == (is_idp ? "InvalidParameterException" : "ValidationException"),
          "a refusal has a code of its service");
  require(postern::codec::is_utf8(error.message), "a refusal is text");
}

void require_members(const model::OperationModel& operation, const Json& request) {
  for (const model::Member& member : operation.input->members) {
    if (!member.required) continue;
    Json without = request;
    without.erase(member.name);
    require(!validate(operation, without).ok(), "a required member is required");
  }
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  if (input.size() < 2) return;
  const auto operations = model::operations();
  const std::size_t index =
      (static_cast<unsigned char>(input[0]) * 256U + static_cast<unsigned char>(input[1])) %
      operations.size();
  auto request = Json::parse(input.substr(2));
  if (!request.ok()) return;
  const auto status = validate(operations[index], *request);
  if (!status.ok()) return require_good_refusal(status.error(), operations[index]);
  require_members(operations[index], *request);
  request->set("AMemberNobodyKnows", Json::array());
  require(validate(operations[index], *request).ok(), "unknown members are ignored");
}
