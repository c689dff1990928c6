// AdminUserGlobalSignOut: an administrator ends all sessions of a user.
#include "domain/sessions.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  POSTERN_CHECK(change_user(context, *target.pool, target.user.sub,
                            [&](domain::Txn& txn, domain::User& user) {
                              return domain::revoke_all_sessions(txn, target.pool->id, user.sub);
                            }));
  return Json::object();
}

}  // namespace

const Operation kAdminUserGlobalSignOut{"AdminUserGlobalSignOut", handle};

}  // namespace postern::ops
