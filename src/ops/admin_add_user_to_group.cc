// AdminAddUserToGroup: makes a user a member. Doing it twice is no fault.
#include "domain/groups.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto user, domain::require_user(txn, *pool, request.get_string("Username")));
    POSTERN_TRY(const auto group,
                domain::require_group(txn, pool->id, request.get_string("GroupName")));
    return domain::add_member(txn, pool->id, group.name, user.sub);
  }));
  return Json::object();
}

}  // namespace

const Operation kAdminAddUserToGroup{"AdminAddUserToGroup", handle};

}  // namespace postern::ops
