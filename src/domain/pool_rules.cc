// Which settings of a pool go together, and which this engine does not take on.
#include <algorithm>

#include "domain/pool.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

Error not_built(std::string_view setting) {
  return reject("NotImplementedException",
                std::string(setting) + " is not built into this engine yet.");
}

// A setting that decides who gets in is refused rather than stored and ignored.
Status check_enforceable(const Json& settings) {
  if (settings.get_string("MfaConfiguration") == "ON") return not_built("MfaConfiguration ON");
  if (member_or_empty(settings, "UserPoolAddOns").get_string("AdvancedSecurityMode") ==
      "ENFORCED") {
    return not_built("AdvancedSecurityMode ENFORCED");
  }
  if (member_or_empty(settings, "DeviceConfiguration").get_bool("ChallengeRequiredOnNewDevice")) {
    return not_built("ChallengeRequiredOnNewDevice");
  }
  if (member_or_empty(settings, "VerificationMessageTemplate").get_string("DefaultEmailOption") ==
      "CONFIRM_WITH_LINK") {
    return not_built("DefaultEmailOption CONFIRM_WITH_LINK");
  }
  for (const std::string_view sender : {"CustomEmailSender", "CustomSMSSender"}) {
    if (member_or_empty(settings, "LambdaConfig").contains(sender)) return not_built(sender);
  }
  if (member_or_empty(settings, "KeyConfiguration").get_string("KeyType") ==
      "CUSTOMER_MANAGED_KEY") {
    return not_built("KeyType CUSTOMER_MANAGED_KEY");
  }
  if (member_or_empty(settings, "IssuerConfiguration").get_string("Type") == "UPDATED") {
    return not_built("IssuerConfiguration UPDATED");
  }
  return ok();
}

Status check_names(const Pool& pool) {
  if (pool.alias_attributes.any() && pool.username_attributes.any()) {
    return invalid_parameter(
        "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.");
  }
  const AttributeSet& before_update = pool.verify_before_update;
  if ((before_update.email && !pool.auto_verified.email) ||
      (before_update.phone_number && !pool.auto_verified.phone_number)) {
    return invalid_parameter(
        "AttributesRequireVerificationBeforeUpdate must be a subset of AutoVerifiedAttributes.");
  }
  return ok();
}

Status check_passwords(const Pool& pool) {
  const Json& admin = member_or_empty(pool.settings, "AdminCreateUserConfig");
  const Json& policy =
      member_or_empty(member_or_empty(pool.settings, "Policies"), "PasswordPolicy");
  if (admin.contains("UnusedAccountValidityDays") &&
      policy.contains("TemporaryPasswordValidityDays")) {
    return invalid_parameter(
        "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of "
        "UnusedAccountValidityDays");
  }
  if (pool.password_policy.history_size > 0 && pool.settings.get_string("UserPoolTier") == "LITE") {
    return reject("FeatureUnavailableInTierException",
                  "PasswordHistorySize is not available in the LITE tier.");
  }
  return ok();
}

Status check_recovery(const Pool& pool) {
  const auto& options = pool.recovery;
  const bool admin_only = std::any_of(options.begin(), options.end(), [](const RecoveryOption& o) {
    return o.kind == RecoveryOption::Kind::admin_only;
  });
  if (admin_only && options.size() > 1) {
    return invalid_parameter("admin_only cannot be combined with other recovery mechanisms.");
  }
  if (options.size() > 1 &&
      (options[0].priority == options[1].priority || options[0].kind == options[1].kind)) {
    return invalid_parameter("Recovery mechanisms must differ in name and in priority.");
  }
  return ok();
}

Status check_delivery(const Json& settings) {
  if (settings.get_string("MfaConfiguration") == "OPTIONAL" &&
      !settings.contains("SmsConfiguration")) {
    return invalid_parameter(
        "SMS configuration and Auto verification for phone_number are required when MFA is "
        "required/optional");
  }
  const Json& email = member_or_empty(settings, "EmailConfiguration");
  if (email.get_string("EmailSendingAccount") == "DEVELOPER" && !email.contains("SourceArn")) {
    return invalid_parameter("SourceArn is required when EmailSendingAccount is DEVELOPER.");
  }
  return ok();
}

Status check_tags(const Json& settings) {
  constexpr std::size_t kTagsMax = 50;
  if (member_or_empty(settings, "UserPoolTags").size() <= kTagsMax) return ok();
  return invalid_parameter("A user pool has at most 50 tags.");
}

}  // namespace

Status check_pool(const Pool& pool) {
  POSTERN_CHECK(check_names(pool));
  POSTERN_CHECK(check_passwords(pool));
  POSTERN_CHECK(check_recovery(pool));
  POSTERN_CHECK(check_delivery(pool.settings));
  POSTERN_CHECK(check_tags(pool.settings));
  return check_enforceable(pool.settings);
}

}  // namespace postern::domain
