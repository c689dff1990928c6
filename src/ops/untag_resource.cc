// UntagResource: takes tags off a pool. A tag that is not there is no fault.
#include "ops/change_pool.h"
#include "ops/registry.h"
#include "ops/resource_arn.h"

namespace postern::ops {
namespace {

Json without_tags(const Json& present, const Json& keys) {
  Json settings = present;
  Json* tags = settings.find("UserPoolTags");
  if (tags == nullptr) return settings;
  for (const Json& key : keys.as_array()) tags->erase(key.as_string());
  return settings;
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const std::string pool_id,
              pool_id_of_arn(context.services, request.get_string("ResourceArn")));
  const Json& keys = *request.find("TagKeys");
  POSTERN_CHECK(change_pool_settings(
      context, pool_id, [&](const Json& present) { return without_tags(present, keys); }));
  return Json::object();
}

}  // namespace

const Operation kUntagResource{"UntagResource", handle};

}  // namespace postern::ops
