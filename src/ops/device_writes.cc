// Changing a device, by its user or an administrator.
#include "ops/device_writes.h"

namespace postern::ops {

Result<Json> set_device_status(Context& context, std::string_view pool_id, std::string_view sub,
                               const Json& request) {
  const std::string_view status = request.get_string("DeviceRememberedStatus");
  if (status.empty()) {
    return invalid_parameter("Missing required parameter DeviceRememberedStatus");
  }
  const std::int64_t now_us = context.store().now_us();
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(auto device,
                domain::require_device(txn, pool_id, sub, request.get_string("DeviceKey")));
    device.remembered = status == "remembered";
    device.modified_us = now_us;
    return domain::put_device(txn, pool_id, sub, device);
  }));
  return Json::object();
}

Result<Json> forget_device_of(Context& context, std::string_view pool_id, std::string_view sub,
                              std::string_view own_session, const Json& request) {
  const std::int64_t now_us = context.store().now_us();
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) {
    return domain::forget_device(txn, pool_id, sub, request.get_string("DeviceKey"), own_session,
                                 now_us);
  }));
  return Json::object();
}

}  // namespace postern::ops
