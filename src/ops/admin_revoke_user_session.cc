// AdminRevokeUserSession: an administrator ends one session of a user.
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/session_requests.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto user, domain::require_user(txn, *pool, request.get_string("Username")));
    return revoke_session(txn, *pool, user.sub, /*current=*/{}, request, context.store().now_us());
  }));
  return Json::object();
}

}  // namespace

const Operation kAdminRevokeUserSession{"AdminRevokeUserSession", handle};

}  // namespace postern::ops
