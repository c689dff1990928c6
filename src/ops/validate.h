// Checks a request against the service model before any handler sees it.
#pragma once

#include "base/result.h"
#include "codec/json.h"
#include "ops/model/model.h"

namespace postern::ops {

// Types are strict: nothing is converted, and the first member of a wrong type refuses the request
// with SerializationException. All broken constraints are collected into one error in the service's
// words: InvalidParameterException of cognito-idp, ValidationException of cognito-identity. Values
// of sensitive members are never repeated. Members the model does not know are not looked at, and
// null counts as missing.
[[nodiscard]] Status validate(const model::OperationModel& operation, const Json& request);

// Takes away every member the model does not know, at any depth, as the service ignores them. Code
// that serves several operations can then ask for a member that only one of them has: what
// nobody checked does not reach it (A13).
// REQUIRES: validate() has accepted the request.
void drop_unknown_members(const model::OperationModel& operation, Json& request);

}  // namespace postern::ops
