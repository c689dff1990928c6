// What a pool's SignInPolicy lets users sign in with first.
#include "domain/sign_in_policy.h"

#include <algorithm>

#include "domain/settings.h"

namespace postern::domain {
namespace {

const Json& allowed_factors(const Json& settings) {
  const Json& policy = member_or_empty(member_or_empty(settings, "Policies"), "SignInPolicy");
  return member_or_empty(policy, "AllowedFirstAuthFactors");
}

bool lists(const Json& factors, std::string_view wanted) {
  if (!factors.is_array()) return false;
  return std::any_of(factors.as_array().begin(), factors.as_array().end(),
                     [&](const Json& factor) { return factor.as_string() == wanted; });
}

// With MFA required a code would leave nothing else to ask for but the password; a passkey passes
// where it counts for both factors.
Status check_required_mfa(const MfaConfig& mfa, const FirstFactors& allowed) {
  if (mfa.mode != MfaMode::on) return ok();
  if (allowed.sends_codes()) {
    return invalid_parameter("EMAIL_OTP and SMS_OTP cannot be first factors when MFA is required.");
  }
  if (!allowed.web_authn || mfa.passkey_is_multi_factor) return ok();
  return invalid_parameter(
      "WEB_AUTHN can be a first factor when MFA is required only with FactorConfiguration "
      "MULTI_FACTOR_WITH_USER_VERIFICATION.");
}

}  // namespace

FirstFactors first_factors(const Pool& pool) {
  const Json& factors = allowed_factors(pool.settings);
  return {.email_otp = lists(factors, "EMAIL_OTP"),
          .sms_otp = lists(factors, "SMS_OTP"),
          .web_authn = lists(factors, "WEB_AUTHN")};
}

Status check_sign_in_policy(const Pool& pool) {
  const Json& factors = allowed_factors(pool.settings);
  if (!factors.empty() && !lists(factors, "PASSWORD")) {
    return invalid_parameter("AllowedFirstAuthFactors must contain PASSWORD.");
  }
  const FirstFactors allowed = first_factors(pool);
  if (pool.settings.get_string("UserPoolTier") == "LITE" &&
      (allowed.sends_codes() || allowed.web_authn)) {
    return reject("FeatureUnavailableInTierException",
                  "First factors besides PASSWORD are not available in the LITE tier.");
  }
  return check_required_mfa(pool.mfa, allowed);
}

}  // namespace postern::domain
