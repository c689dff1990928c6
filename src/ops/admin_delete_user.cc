// AdminDeleteUser: an administrator deletes a user and everything that hangs on it.
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto user,
                domain::require_user(txn, *pool, request.get_string("Username")));
    return domain::remove_user(txn, *pool, user);
  }));
  return Json::object();
}

}  // namespace

const Operation kAdminDeleteUser{"AdminDeleteUser", handle};

}  // namespace postern::ops
