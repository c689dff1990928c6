// ListDevices: the devices of the caller.
#include "ops/device_render.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  return list_devices_of(context, "ListDevices", *caller.pool, caller.user, request);
}

}  // namespace

const Operation kListDevices{"ListDevices", handle};

}  // namespace postern::ops
