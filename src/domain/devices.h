// Devices users sign in from: which the pool remembers, and what forgetting one takes away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// Clients confirm a device at every sign-in without one, so the list of a user is bounded: the one
// that was not used for longest is forgotten for the next.
inline constexpr std::size_t kDevicesPerUserMax = 100;

// What a pool says about devices.
struct DeviceRules {
  bool tracked = false;  // Any DeviceConfiguration turns it on.
  // A remembered device proves itself in the place of a second factor.
  bool replaces_second_factor = false;
  bool remembered_on_prompt = false;  // By UpdateDeviceStatus only, else by ConfirmDevice.
};
DeviceRules device_rules(const Pool& pool);

Result<std::optional<Device>> find_device(Txn& txn, std::string_view pool_id, std::string_view sub,
                                          std::string_view key);

// The same, or ResourceNotFoundException "Device does not exist.".
Result<Device> require_device(Txn& txn, std::string_view pool_id, std::string_view sub,
                              std::string_view key);
Error no_such_device();

// Adds a device. DeviceKeyExistsException when the user has it already.
Status insert_device(Txn& txn, std::string_view pool_id, std::string_view sub, const Device& device,
                     std::int64_t now_us);

Status put_device(Txn& txn, std::string_view pool_id, std::string_view sub, const Device& device);

// Devices of a user by key, after `after` (empty: from the start).
Result<std::vector<Device>> list_devices(Txn& txn, std::string_view pool_id, std::string_view sub,
                                         std::string_view after, std::size_t limit);

// Removes a device and ends its sessions (M12). Of `own_session`, in which the user asks for it,
// the access token goes on until it expires; it is not refreshed again.
Status forget_device(Txn& txn, std::string_view pool_id, std::string_view sub, std::string_view key,
                     std::string_view own_session, std::int64_t now_us);

}  // namespace postern::domain
