// The rates that Cognito documents for categories of its API.
#pragma once

#include "ops/op.h"

namespace postern::ops {

struct ProvisionedLimit {
  std::string_view category;
  std::int64_t per_second;  // Default per account and Region.
};

// The one a LimitDefinition means; InvalidParameterException for one there is not.
Result<ProvisionedLimit> limit_of(const Json& definition);

// LimitType. This engine holds nobody to a rate per second: what it says is the default, which is
// what a caller of the original may count on.
Json render_limit(const ProvisionedLimit& limit);

}  // namespace postern::ops
