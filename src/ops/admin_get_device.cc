// AdminGetDevice: a device of a user.
#include "ops/device_render.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  return describe_device(context, *target.pool, target.user, request.get_string("DeviceKey"));
}

}  // namespace

const Operation kAdminGetDevice{"AdminGetDevice", handle};

}  // namespace postern::ops
