// AdminUpdateDeviceStatus: an administrator remembers a device, or no more.
#include "ops/device_writes.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  return set_device_status(context, target.pool->id, target.user.sub, request);
}

}  // namespace

const Operation kAdminUpdateDeviceStatus{"AdminUpdateDeviceStatus", handle};

}  // namespace postern::ops
