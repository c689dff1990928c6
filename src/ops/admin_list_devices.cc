// AdminListDevices: the devices of a user.
#include "ops/device_render.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  return list_devices_of(context, "AdminListDevices", *target.pool, target.user, request);
}

}  // namespace

const Operation kAdminListDevices{"AdminListDevices", handle};

}  // namespace postern::ops
