// Which settings of a pool go together.
#include <algorithm>

#include "domain/acr.h"
#include "domain/pool.h"
#include "domain/pool_key.h"
#include "domain/settings.h"
#include "domain/sign_in_policy.h"

namespace postern::domain {
namespace {

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
  POSTERN_CHECK(check_mfa_config(settings));
  const Json& email = member_or_empty(settings, "EmailConfiguration");
  if (email.get_string("EmailSendingAccount") == "DEVELOPER" && !email.contains("SourceArn")) {
    return invalid_parameter("SourceArn is required when EmailSendingAccount is DEVELOPER.");
  }
  return ok();
}

// What a pool's functions need of one another.
Status check_triggers(const Json& settings) {
  const Json& config = member_or_empty(settings, "LambdaConfig");
  const bool has_sender =
      config.contains("CustomEmailSender") || config.contains("CustomSMSSender");
  if (has_sender && config.get_string("KMSKeyID").empty()) {
    return invalid_parameter("KMSKeyID is required with CustomEmailSender or CustomSMSSender.");
  }
  const Json& token = member_or_empty(config, "PreTokenGenerationConfig");
  const std::string_view arn = config.get_string("PreTokenGeneration");
  if (!arn.empty() && token.contains("LambdaArn") && token.get_string("LambdaArn") != arn) {
    return invalid_parameter(
        "PreTokenGeneration and PreTokenGenerationConfig must name the same function.");
  }
  const std::string_view version = token.get_string("LambdaVersion", "V1_0");
  if (version != "V1_0" && settings.get_string("UserPoolTier") == "LITE") {
    return reject("FeatureUnavailableInTierException",
                  "Access token customisation is not available in the LITE tier.");
  }
  return ok();
}

// Recorded of the ESSENTIALS tier, in hashicorp/terraform-provider-aws#40734.
Status check_add_ons(const Json& settings) {
  const std::string_view tier = settings.get_string("UserPoolTier");
  const std::string_view mode =
      member_or_empty(settings, "UserPoolAddOns").get_string("AdvancedSecurityMode", "OFF");
  if (mode == "OFF" || tier == "PLUS") return ok();
  return reject("FeatureUnavailableInTierException",
                "The following features need to be disabled for the " + std::string(tier) +
                    " pricing tier configured: Threat Protection");
}

// What operations of their own switched on has to be switched off before a tier without it.
Status check_tier_change(const Pool& pool) {
  if (pool.tracks_sessions && pool.settings.get_string("UserPoolTier") == "LITE") {
    return reject("TierChangeNotAllowedException",
                  "Session tracking is not available in the LITE tier: disable it first.");
  }
  return ok();
}

Status check_tags(const Json& settings) {
  constexpr std::size_t kTagsMax = 50;
  const Json& tags = member_or_empty(settings, "UserPoolTags");
  if (tags.size() > kTagsMax) return invalid_parameter("A user pool has at most 50 tags.");
  if (!tags.is_object()) return ok();
  for (const JsonMember& tag : tags.as_object()) {
    if (tag.key.starts_with("aws:")) {
      return invalid_parameter("Tag keys cannot begin with aws:, which is reserved.");
    }
  }
  return ok();
}

}  // namespace

Status check_pool(const Pool& pool) {
  POSTERN_CHECK(check_names(pool));
  POSTERN_CHECK(check_passwords(pool));
  POSTERN_CHECK(check_recovery(pool));
  POSTERN_CHECK(check_sign_in_policy(pool));
  POSTERN_CHECK(check_acr_configuration(pool));
  POSTERN_CHECK(check_delivery(pool.settings));
  POSTERN_CHECK(check_triggers(pool.settings));
  POSTERN_CHECK(check_add_ons(pool.settings));
  POSTERN_CHECK(check_tier_change(pool));
  POSTERN_CHECK(check_tags(pool.settings));
  return check_key_configuration(pool.settings);
}

}  // namespace postern::domain
