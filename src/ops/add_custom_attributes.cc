// AddCustomAttributes: a pool's schema grows; what was added stays for good.
#include "ops/change_pool.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Json with_attributes(const Json& present, const Json& added) {
  Json settings = present;
  Json& list = settings["CustomAttributes"];
  for (const Json& attribute : added.as_array()) list.push_back(attribute);
  return settings;
}

Result<Json> handle(Context& context, const Json& request) {
  const Json& added = *request.find("CustomAttributes");
  POSTERN_CHECK(refuse_during_import(context, request.get_string("UserPoolId")));
  POSTERN_CHECK(
      change_pool_settings(context, request.get_string("UserPoolId"),
                           [&](const Json& present) { return with_attributes(present, added); }));
  return Json::object();
}

}  // namespace

const Operation kAddCustomAttributes{"AddCustomAttributes", handle};

}  // namespace postern::ops
