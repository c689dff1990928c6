// ForgetDevice: the caller forgets a device, which ends its sessions.
#include "ops/device_writes.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  return forget_device_of(context, caller.pool->id, caller.user.sub, caller.session_id, request);
}

}  // namespace

const Operation kForgetDevice{"ForgetDevice", handle};

}  // namespace postern::ops
