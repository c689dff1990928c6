// What a user can sign in with, for the operations that show it.
#pragma once

#include "ops/op.h"

namespace postern::ops {

// The response of GetUserAuthFactors and AdminGetUserAuthFactors.
Result<Json> auth_factors(Context& context, const domain::Pool& pool, const domain::User& user);

}  // namespace postern::ops
