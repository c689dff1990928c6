// AdminDeleteUserAttributes: an administrator removes attributes of a user.
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/user_writes.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  POSTERN_CHECK(delete_attributes(context, *target.pool, target.user.sub, nullptr,
                                  *request.find("UserAttributeNames")));
  return Json::object();
}

}  // namespace

const Operation kAdminDeleteUserAttributes{"AdminDeleteUserAttributes", handle};

}  // namespace postern::ops
