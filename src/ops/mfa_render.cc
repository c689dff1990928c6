// Second factors as the API shows them.
#include "ops/mfa_render.h"

namespace postern::ops {
namespace {

using domain::MfaKind;

Json sms_configuration(const Json& settings) {
  Json sms = Json::object();
  for (const auto member : {"SmsAuthenticationMessage", "SmsConfiguration"}) {
    if (const Json* value = settings.find(member)) sms.set(member, *value);
  }
  return sms;
}

}  // namespace

Json render_mfa_config(const domain::Pool& pool) {
  Json response = Json::object();
  if (pool.mfa.mode != domain::MfaMode::off) {
    if (pool.mfa.sms) response.set("SmsMfaConfiguration", sms_configuration(pool.settings));
    for (const auto member : {"SoftwareTokenMfaConfiguration", "EmailMfaConfiguration"}) {
      if (const Json* value = pool.settings.find(member)) response.set(member, *value);
    }
  }
  response.set("MfaConfiguration", pool.settings.get_string("MfaConfiguration", "OFF"));
  if (const Json* value = pool.settings.find("WebAuthnConfiguration")) {
    response.set("WebAuthnConfiguration", *value);
  }
  return response;
}

void add_mfa_settings(Json& response, const domain::Mfa& mfa) {
  Json enabled = Json::array();
  for (const MfaKind kind : {MfaKind::sms, MfaKind::totp, MfaKind::email}) {
    if (domain::is_enabled(mfa, kind)) enabled.push_back(domain::mfa_name(kind));
  }
  if (mfa.passkey) enabled.push_back("WEB_AUTHN_MFA");
  if (mfa.preferred != MfaKind::none) {
    response.set("PreferredMfaSetting", domain::mfa_name(mfa.preferred));
  }
  if (enabled.size() > 0) response.set("UserMFASettingList", std::move(enabled));
  if (!mfa.sms) return;
  Json option = Json::object();
  option.set("DeliveryMedium", "SMS").set("AttributeName", "phone_number");
  response.set("MFAOptions", Json(Json::Array{std::move(option)}));
}

}  // namespace postern::ops
