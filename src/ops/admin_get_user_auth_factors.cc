// AdminGetUserAuthFactors: what a user can sign in with.
#include "ops/auth_factors.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  return auth_factors(context, *target.pool, target.user);
}

}  // namespace

const Operation kAdminGetUserAuthFactors{"AdminGetUserAuthFactors", handle};

}  // namespace postern::ops
