// ConfirmDevice: the device of this sign-in is tracked from now on, with the secret it chose.
#include "auth/device.h"
#include "domain/device_secret.h"
#include "domain/sessions.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

domain::Device new_device(Context& context, const Json& request, domain::DeviceSecret secret,
                          bool remembered) {
  const TokenUser& caller = *context.token_user;
  domain::Device device;
  device.key = request.get_string("DeviceKey");
  device.group_key = auth::device_group_key(context.services, *caller.pool, caller.user.sub);
  device.name = request.get_string("DeviceName");
  device.srp_salt = std::move(secret.salt);
  device.srp_verifier = std::move(secret.verifier);
  device.remembered = remembered;
  device.created_us = context.store().now_us();
  device.modified_us = device.created_us;
  device.authenticated_us = device.created_us;
  device.last_ip = context.caller.remote_address;
  return device;
}

// A session confirms the key it was given at its sign-in and no other.
Status check_key(domain::Txn& txn, const TokenUser& caller, std::string_view key) {
  POSTERN_TRY(const auto session,
              domain::find_session(txn, caller.pool->id, caller.user.sub, caller.session_id));
  if (session && !session->revoked && session->device_key == key) return ok();
  return invalid_parameter("Invalid device key given.");
}

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  const Json* config = request.find("DeviceSecretVerifierConfig");
  if (config == nullptr || config->is_null()) {
    return invalid_parameter("Missing required parameter DeviceSecretVerifierConfig");
  }
  POSTERN_TRY(auto secret, domain::parse_device_secret(config->get_string("Salt"),
                                                       config->get_string("PasswordVerifier")));
  const bool on_prompt = domain::device_rules(*caller.pool).remembered_on_prompt;
  const domain::Device device = new_device(context, request, std::move(secret), !on_prompt);
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(check_key(txn, caller, device.key));
    return domain::insert_device(txn, caller.pool->id, caller.user.sub, device,
                                 context.store().now_us());
  }));
  return Json::object().set("UserConfirmationNecessary", on_prompt);
}

}  // namespace

const Operation kConfirmDevice{"ConfirmDevice", handle};

}  // namespace postern::ops
