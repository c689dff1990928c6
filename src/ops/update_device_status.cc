// UpdateDeviceStatus: the caller remembers a device, or no more.
#include "ops/device_writes.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  return set_device_status(context, caller.pool->id, caller.user.sub, request);
}

}  // namespace

const Operation kUpdateDeviceStatus{"UpdateDeviceStatus", handle};

}  // namespace postern::ops
