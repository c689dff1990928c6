// CreateGroup: a group of users, with a rank and a role.
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

domain::Group make_group(const Json& request, std::int64_t now_us) {
  domain::Group group;
  group.name = request.get_string("GroupName");
  group.description = request.get_string("Description");
  group.role_arn = request.get_string("RoleArn");
  group.precedence = request.get_int("Precedence", -1);
  group.created_us = now_us;
  group.modified_us = now_us;
  return group;
}

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const domain::Group group = make_group(request, context.store().now_us());
  // What an interrupted deletion of an earlier group of that name left behind.
  POSTERN_CHECK(domain::erase_members(context.store(), pool_id, group.name));
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    return domain::insert_group(txn, pool->id, group);
  }));
  return Json::object().set("Group", render_group(pool_id, group));
}

}  // namespace

const Operation kCreateGroup{"CreateGroup", handle};

}  // namespace postern::ops
