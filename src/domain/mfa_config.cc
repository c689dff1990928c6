// Second factors of a pool: which it takes, and whether it demands one.
#include "domain/mfa_config.h"

#include <algorithm>

#include "domain/relying_party.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

// Members of SetUserPoolMfaConfig, kept in the settings under the same names. Of the first only its
// presence is kept: what is in it has names of its own in CreateUserPool.
constexpr std::string_view kSms = "SmsMfaConfiguration";
constexpr std::string_view kTotp = "SoftwareTokenMfaConfiguration";
constexpr std::string_view kEmail = "EmailMfaConfiguration";
constexpr std::string_view kWebAuthn = "WebAuthnConfiguration";
constexpr std::string_view kMode = "MfaConfiguration";

bool is_given(const Json& object, std::string_view member) {
  const Json* value = object.find(member);
  return value != nullptr && !value->is_null();
}

MfaMode mode_of(const Json& settings) {
  const std::string_view mode = settings.get_string(kMode, "OFF");
  if (mode == "ON") return MfaMode::on;
  return mode == "OPTIONAL" ? MfaMode::optional : MfaMode::off;
}

std::string_view recovery_attribute(const Json& settings) {
  const Json* mechanisms =
      member_or_empty(settings, "AccountRecoverySetting").find("RecoveryMechanisms");
  if (mechanisms == nullptr || mechanisms->empty()) return {};
  const auto& list = mechanisms->as_array();
  const auto first = std::min_element(list.begin(), list.end(), [](const Json& a, const Json& b) {
    return a.get_int("Priority", 1) < b.get_int("Priority", 1);
  });
  const std::string_view name = first->get_string("Name");
  if (name == "verified_email") return "email";
  return name == "verified_phone_number" ? "phone_number" : std::string_view();
}

Error no_sms() {
  return invalid_parameter(
      "SMS configuration and Auto verification for phone_number are required when MFA is "
      "required/optional");
}

Error not_in_tier(std::string_view feature) {
  return reject("FeatureUnavailableInTierException",
                std::string(feature) + " is not available in the LITE tier.");
}

// Whether the request says anything about second factors.
bool names_factors(const Json& request) {
  return is_given(request, kMode) || is_given(request, kSms) || is_given(request, kTotp) ||
         is_given(request, kEmail);
}

void put_or_erase(Json& settings, const Json& request, std::string_view member) {
  settings.erase(member);
  if (is_given(request, member)) settings.set(member, *request.find(member));
}

Status write_sms(Json& settings, const Json& request) {
  settings.erase(kSms);
  if (!is_given(request, kSms)) return ok();
  const Json& sms = *request.find(kSms);
  for (const std::string_view member : {"SmsAuthenticationMessage", "SmsConfiguration"}) {
    if (is_given(sms, member)) settings.set(member, *sms.find(member));
  }
  if (!settings.contains("SmsConfiguration")) return no_sms();
  settings.set(kSms, Json::object());
  return ok();
}

Status write_factors(Json& settings, const Json& request) {
  if (is_given(request, kMode)) settings.set(kMode, *request.find(kMode));
  const bool totp = member_or_empty(request, kTotp).get_bool("Enabled");
  const bool any = totp || is_given(request, kSms) || is_given(request, kEmail);
  const bool off = mode_of(settings) == MfaMode::off;
  if (off && any) {
    return invalid_parameter(
        "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.");
  }
  if (!off && !any) {
    return invalid_parameter(
        "Invalid MFA configuration given, can't disable all MFAs with a required or optional "
        "configuration.");
  }
  put_or_erase(settings, request, kTotp);
  put_or_erase(settings, request, kEmail);
  return write_sms(settings, request);
}

}  // namespace

MfaConfig mfa_config(const Json& settings) {
  MfaConfig config;
  config.mode = mode_of(settings);
  config.totp = member_or_empty(settings, kTotp).get_bool("Enabled");
  config.email = settings.contains(kEmail);
  const bool chosen = settings.contains(kSms) || (!config.totp && !config.email);
  config.sms = settings.contains("SmsConfiguration") && chosen;
  config.passkey_is_multi_factor =
      member_or_empty(settings, kWebAuthn).get_string("FactorConfiguration") ==
      "MULTI_FACTOR_WITH_USER_VERIFICATION";
  config.recovery_attribute = recovery_attribute(settings);
  return config;
}

Status check_mfa_config(const Json& settings) {
  const MfaConfig config = mfa_config(settings);
  if (config.mode != MfaMode::off && !config.sms && !config.totp && !config.email) return no_sms();
  const bool lite = settings.get_string("UserPoolTier") == "LITE";
  if (config.email && lite) return not_in_tier("EmailMfaConfiguration");
  if (!settings.contains(kWebAuthn)) return ok();
  if (lite) return not_in_tier(kWebAuthn);
  const Json& web_authn = member_or_empty(settings, kWebAuthn);
  if (!is_given(web_authn, "RelyingPartyId")) return ok();
  return check_relying_party_id(web_authn.get_string("RelyingPartyId"));
}

Result<Json> with_mfa_config(const Json& present, const Json& request) {
  Json settings = present;
  if (names_factors(request)) POSTERN_CHECK(write_factors(settings, request));
  if (is_given(request, kWebAuthn)) settings.set(kWebAuthn, *request.find(kWebAuthn));
  return settings;
}

}  // namespace postern::domain
