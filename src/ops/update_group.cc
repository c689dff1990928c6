// UpdateGroup: changes what the request names and leaves the rest of the group alone.
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

void apply(const Json& request, domain::Group& group) {
  group.description = request.get_string("Description", group.description);
  group.role_arn = request.get_string("RoleArn", group.role_arn);
  group.precedence = request.get_int("Precedence", group.precedence);
}

Result<Json> handle(Context& context, const Json& request) {
  return context.store().transact([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(auto group, domain::require_group(txn, pool->id, request.get_string("GroupName")));
    apply(request, group);
    group.modified_us = context.store().now_us();
    POSTERN_CHECK(domain::put_group(txn, pool->id, group));
    return Json::object().set("Group", render_group(pool->id, group));
  });
}

}  // namespace

const Operation kUpdateGroup{"UpdateGroup", handle};

}  // namespace postern::ops
