// GetDevice: a device of the caller.
#include "ops/device_render.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  return describe_device(context, *caller.pool, caller.user, request.get_string("DeviceKey"));
}

}  // namespace

const Operation kGetDevice{"GetDevice", handle};

}  // namespace postern::ops
