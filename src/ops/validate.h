// Checks a request against the service model before any handler sees it.
#pragma once

#include "base/result.h"
#include "codec/json.h"
#include "ops/model/model.h"

namespace postern::ops {

// Types are strict: nothing is converted, and the first member of a wrong type refuses the request
// with SerializationException. All broken constraints are collected into one error in the service's
// words: InvalidParameterException of cognito-idp, ValidationException of cognito-identity. Values
// of sensitive members are never repeated. Members the model does not know are ignored, and null
// counts as missing.
[[nodiscard]] Status validate(const model::OperationModel& operation, const Json& request);

}  // namespace postern::ops
