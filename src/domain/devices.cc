// Devices users sign in from: which the pool remembers, and what forgetting one takes away.
#include "domain/devices.h"

#include <algorithm>

#include "domain/keyspace.h"
#include "domain/sessions.h"

namespace postern::domain {
namespace {

std::string devices_prefix(std::string_view pool_id, std::string_view sub) {
  return keys::pool_data(pool_id, keys::kDevice).text(sub).take();
}

Status end_session(Txn& txn, const std::string& key, Session session, std::string_view own_session,
                   std::int64_t now_us) {
  if (session.id == own_session) {
    session.expires_us = std::min(session.expires_us, now_us);
  } else {
    session.revoked = true;
  }
  return txn.put(key, session);
}

Status end_sessions_of(Txn& txn, std::string_view pool_id, std::string_view sub,
                       std::string_view device_key, std::string_view own_session,
                       std::int64_t now_us) {
  const std::string prefix = keys::pool_data(pool_id, keys::kSession).text(sub).take();
  POSTERN_TRY(const auto rows, txn.scan_prefix(prefix, {}, SIZE_MAX));
  for (const storage::Row& row : rows) {
    POSTERN_TRY(Session session, txn.open<Session>(row.key, row.value));
    if (session.device_key != device_key || session.revoked) continue;
    POSTERN_CHECK(end_session(txn, row.key, std::move(session), own_session, now_us));
  }
  txn.revokes_user(pool_id, sub);
  return ok();
}

// Makes room for one more device of a user.
Status forget_least_used(Txn& txn, std::string_view pool_id, std::string_view sub,
                         std::int64_t now_us) {
  POSTERN_TRY(const auto devices, list_devices(txn, pool_id, sub, {}, kDevicesPerUserMax));
  if (devices.size() < kDevicesPerUserMax) return ok();
  const auto least = std::min_element(
      devices.begin(), devices.end(),
      [](const Device& a, const Device& b) { return a.authenticated_us < b.authenticated_us; });
  return forget_device(txn, pool_id, sub, least->key, {}, now_us);
}

}  // namespace

DeviceRules device_rules(const Pool& pool) {
  DeviceRules rules;
  const Json* settings = pool.settings.find("DeviceConfiguration");
  if (settings == nullptr || !settings->is_object() || settings->empty()) return rules;
  rules.tracked = true;
  rules.replaces_second_factor = settings->get_bool("ChallengeRequiredOnNewDevice");
  rules.remembered_on_prompt = settings->get_bool("DeviceOnlyRememberedOnUserPrompt");
  return rules;
}

Error no_such_device() {
  return reject("ResourceNotFoundException", "Device does not exist.");
}

Result<std::optional<Device>> find_device(Txn& txn, std::string_view pool_id, std::string_view sub,
                                          std::string_view key) {
  return txn.get<Device>(keys::device(pool_id, sub, key));
}

Result<Device> require_device(Txn& txn, std::string_view pool_id, std::string_view sub,
                              std::string_view key) {
  POSTERN_TRY(auto device, find_device(txn, pool_id, sub, key));
  if (!device) return no_such_device();
  return std::move(*device);
}

Status insert_device(Txn& txn, std::string_view pool_id, std::string_view sub, const Device& device,
                     std::int64_t now_us) {
  POSTERN_TRY(const bool exists, txn.exists(keys::device(pool_id, sub, device.key)));
  if (exists) return reject("DeviceKeyExistsException", "Device key already exists.");
  POSTERN_CHECK(forget_least_used(txn, pool_id, sub, now_us));
  return put_device(txn, pool_id, sub, device);
}

Status put_device(Txn& txn, std::string_view pool_id, std::string_view sub, const Device& device) {
  return txn.put(keys::device(pool_id, sub, device.key), device);
}

Result<std::vector<Device>> list_devices(Txn& txn, std::string_view pool_id, std::string_view sub,
                                         std::string_view after, std::size_t limit) {
  const std::string after_key = after.empty() ? std::string() : keys::device(pool_id, sub, after);
  POSTERN_TRY(const auto rows, txn.scan_prefix(devices_prefix(pool_id, sub), after_key, limit));
  std::vector<Device> devices;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(Device device, txn.open<Device>(row.key, row.value));
    devices.push_back(std::move(device));
  }
  return devices;
}

Status forget_device(Txn& txn, std::string_view pool_id, std::string_view sub, std::string_view key,
                     std::string_view own_session, std::int64_t now_us) {
  POSTERN_CHECK(require_device(txn, pool_id, sub, key));
  POSTERN_CHECK(txn.erase(keys::device(pool_id, sub, key)));
  return end_sessions_of(txn, pool_id, sub, key, own_session, now_us);
}

}  // namespace postern::domain
