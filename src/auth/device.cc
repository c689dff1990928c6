// The device a sign-in comes from.
#include "auth/device.h"

#include "auth/sealed_tokens.h"
#include "codec/hex.h"

namespace postern::auth {

Result<DeviceStanding> device_standing(domain::Txn& txn, const AuthRequest& request,
                                       const Progress& progress) {
  const domain::DeviceRules rules = domain::device_rules(*request.pool);
  if (!rules.tracked || progress.device_key.empty()) return DeviceStanding{};
  POSTERN_TRY(const auto device,
              domain::require_device(txn, request.pool->id, progress.sub, progress.device_key));
  const bool proven =
      progress.proven.has(Factor::device) || progress.proven.has(Factor::device_alone);
  return DeviceStanding{device.remembered && !request.admin && !proven,
                        rules.replaces_second_factor};
}

void take_device_key(const AuthRequest& request, Progress& progress) {
  if (progress.proven.has(Factor::device) || progress.proven.has(Factor::device_alone)) return;
  const Json* given = request.parameters.find("DEVICE_KEY");
  if (given == nullptr) return;
  progress.device_key = given->is_string() ? given->as_string() : std::string();
}

std::string session_device_key(Services& services, const domain::Pool& pool,
                               const Progress& progress) {
  if (!domain::device_rules(pool).tracked) return {};
  if (!progress.device_key.empty()) return progress.device_key;
  return services.region + "_" + domain::new_uuid(services.store.random());
}

Json new_device_metadata(Services& services, const domain::Pool& pool,
                         const domain::Session& session) {
  return Json::object()
      .set("DeviceKey", session.device_key)
      .set("DeviceGroupKey", device_group_key(services, pool, session.sub));
}

std::string device_group_key(Services& services, const domain::Pool& pool, std::string_view sub) {
  std::string scope = "device group:" + pool.id + '\0';
  scope += sub;
  return "-" + codec::hex_encode(services.sealed.stable_digest(scope)).substr(0, 8);
}

}  // namespace postern::auth
