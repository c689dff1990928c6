// GetGroup: one group of a pool.
#include "ops/registry.h"
#include "ops/render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  return context.store().read([&](domain::Txn& txn) -> Result<Json> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, request.get_string("UserPoolId")));
    POSTERN_TRY(const auto group,
                domain::require_group(txn, pool->id, request.get_string("GroupName")));
    return Json::object().set("Group", render_group(pool->id, group));
  });
}

}  // namespace

const Operation kGetGroup{"GetGroup", handle};

}  // namespace postern::ops
