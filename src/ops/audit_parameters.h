// What of a request the audit log shows.
#pragma once

#include <string>

#include "codec/json.h"
#include "ops/model/model.h"

namespace postern::ops {

// requestParameters of a well-formed request, as JSON text in CloudTrail's manner: names begin with
// a small letter, and what may not be seen reads HIDDEN_DUE_TO_SECURITY_REASONS. Only what the
// model vouches for is seen: numbers, truth values, words of an enumeration, and short texts of a
// certain form that are not sensitive. Members the model does not know are left out.
std::string audit_parameters(const model::Shape& input, const Json& request);

// The same for the engine's own operations, which have no model: ids and numbers.
std::string own_audit_parameters(const Json& request);

}  // namespace postern::ops
