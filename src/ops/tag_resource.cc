// TagResource: adds tags to a pool, or replaces their values.
#include "domain/settings.h"
#include "ops/change_pool.h"
#include "ops/registry.h"
#include "ops/resource_arn.h"

namespace postern::ops {
namespace {

Json with_tags(const Json& present, const Json& added) {
  Json settings = present;
  Json& tags = domain::nested(settings, "UserPoolTags");
  for (const JsonMember& tag : added.as_object()) tags.set(tag.key, tag.value);
  return settings;
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const std::string pool_id,
              pool_id_of_arn(context.services, request.get_string("ResourceArn")));
  const Json& added = *request.find("Tags");
  POSTERN_CHECK(change_pool_settings(
      context, pool_id, [&](const Json& present) { return with_tags(present, added); }));
  return Json::object();
}

}  // namespace

const Operation kTagResource{"TagResource", handle};

}  // namespace postern::ops
