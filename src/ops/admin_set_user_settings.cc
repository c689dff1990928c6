// AdminSetUserSettings: what SetUserSettings does, for an administrator.
#include "ops/mfa_preference.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  POSTERN_CHECK(set_mfa_options(context, *target.pool, target.user.sub, request));
  return Json::object();
}

}  // namespace

const Operation kAdminSetUserSettings{"AdminSetUserSettings", handle};

}  // namespace postern::ops
