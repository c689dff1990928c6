// DeleteUser: the user deletes their own account.
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json&) {
  const TokenUser& caller = *context.token_user;
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(auto user, domain::find_user_by_sub(txn, *caller.pool, caller.user.sub));
    if (!user) return reject("UserNotFoundException", "User does not exist.");
    return domain::remove_user(txn, *caller.pool, *user);
  }));
  return Json::object();
}

}  // namespace

const Operation kDeleteUser{"DeleteUser", handle};

}  // namespace postern::ops
