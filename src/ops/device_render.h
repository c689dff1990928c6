// Devices as the API shows them, one and page by page.
#pragma once

#include <string_view>

#include "domain/devices.h"
#include "ops/op.h"

namespace postern::ops {

// DeviceType.
Json render_device(const auth::Services& services, const domain::Pool& pool,
                   const domain::User& user, const domain::Device& device);

// What GetDevice and AdminGetDevice answer.
Result<Json> describe_device(Context& context, const domain::Pool& pool, const domain::User& user,
                             std::string_view key);

// What ListDevices and AdminListDevices answer.
Result<Json> list_devices_of(Context& context, std::string_view operation, const domain::Pool& pool,
                             const domain::User& user, const Json& request);

}  // namespace postern::ops
