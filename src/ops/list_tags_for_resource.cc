// ListTagsForResource: the tags of a pool.
#include "ops/registry.h"
#include "ops/resource_arn.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const std::string pool_id,
              pool_id_of_arn(context.services, request.get_string("ResourceArn")));
  POSTERN_TRY(const auto pool, context.store().read([&](domain::Txn& txn) {
    return domain::load_pool(txn, pool_id);
  }));
  const Json* tags = pool->settings.find("UserPoolTags");
  return Json::object().set("Tags", tags == nullptr ? Json::object() : *tags);
}

}  // namespace

const Operation kListTagsForResource{"ListTagsForResource", handle};

}  // namespace postern::ops
