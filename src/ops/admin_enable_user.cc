// AdminEnableUser: lets a disabled user sign in again; what was revoked stays revoked.
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  POSTERN_CHECK(change_user(context, *target.pool, target.user.sub,
                            [](domain::Txn&, domain::User& user) {
                              user.enabled = true;
                              return ok();
                            }));
  return Json::object();
}

}  // namespace

const Operation kAdminEnableUser{"AdminEnableUser", handle};

}  // namespace postern::ops
