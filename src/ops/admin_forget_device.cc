// AdminForgetDevice: an administrator forgets a device, which ends its sessions.
#include "ops/device_writes.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  return forget_device_of(context, target.pool->id, target.user.sub, {}, request);
}

}  // namespace

const Operation kAdminForgetDevice{"AdminForgetDevice", handle};

}  // namespace postern::ops
