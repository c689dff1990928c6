// Changing a device, by its user or an administrator.
#pragma once

#include <string_view>

#include "domain/devices.h"
#include "ops/op.h"

namespace postern::ops {

// Sets what DeviceRememberedStatus says.
Result<Json> set_device_status(Context& context, std::string_view pool_id, std::string_view sub,
                               const Json& request);

// Forgets the device that the request's DeviceKey names; see domain::forget_device().
Result<Json> forget_device_of(Context& context, std::string_view pool_id, std::string_view sub,
                              std::string_view own_session, const Json& request);

}  // namespace postern::ops
