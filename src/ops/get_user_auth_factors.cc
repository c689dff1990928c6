// GetUserAuthFactors: what the user can sign in with.
#include "ops/auth_factors.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json&) {
  const TokenUser& caller = *context.token_user;
  return auth_factors(context, *caller.pool, caller.user);
}

}  // namespace

const Operation kGetUserAuthFactors{"GetUserAuthFactors", handle};

}  // namespace postern::ops
