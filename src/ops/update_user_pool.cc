// UpdateUserPool: replaces a pool's settings; what the request leaves out goes back to its default.
#include "ops/change_pool.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(refuse_during_import(context, request.get_string("UserPoolId")));
  POSTERN_CHECK(change_pool_settings(
      context, request.get_string("UserPoolId"),
      [&](const Json& present) { return domain::updated_pool_settings(present, request); }));
  return Json::object();
}

}  // namespace

const Operation kUpdateUserPool{"UpdateUserPool", handle};

}  // namespace postern::ops
