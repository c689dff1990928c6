// DeleteGroup: the group goes; its users stay.
#include "domain/groups.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  const std::string_view name = request.get_string("GroupName");
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    POSTERN_TRY([[maybe_unused]] const auto group, domain::require_group(txn, pool->id, name));
    return domain::erase_group(txn, pool->id, name);
  }));
  // The group is gone whatever happens to this; a new group of the name starts by finishing it.
  [[maybe_unused]] const Status erased = domain::erase_members(context.store(), pool_id, name);
  return Json::object();
}

}  // namespace

const Operation kDeleteGroup{"DeleteGroup", handle};

}  // namespace postern::ops
