// The settings of a pool as API JSON: what a request left out, and what an update keeps.
#include "domain/acr.h"
#include "domain/pool.h"
#include "domain/pool_key.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

// Members of CreateUserPool that are kept, in the order in which DescribeUserPool shows them.
constexpr std::string_view kMembers[] = {
    "PoolName",
    "Policies",
    "DeletionProtection",
    "LambdaConfig",
    "Schema",
    "AutoVerifiedAttributes",
    "AliasAttributes",
    "UsernameAttributes",
    "SmsVerificationMessage",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "VerificationMessageTemplate",
    "SmsAuthenticationMessage",
    "UserAttributeUpdateSettings",
    "MfaConfiguration",
    "DeviceConfiguration",
    "EmailConfiguration",
    "SmsConfiguration",
    "UserPoolTags",
    "AdminCreateUserConfig",
    "UserPoolAddOns",
    "UsernameConfiguration",
    "AccountRecoverySetting",
    "UserPoolTier",
    "KeyConfiguration",
    "IssuerConfiguration",
    "DcrConfiguration",
    "AcrConfiguration",
};

// What UpdateUserPool leaves alone: what is fixed at creation, and what has an operation of its
// own, AddCustomAttributes or SetUserPoolMfaConfig.
constexpr std::string_view kKeptMembers[] = {
    "Schema",
    "CustomAttributes",
    "AliasAttributes",
    "UsernameAttributes",
    "UsernameConfiguration",
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
};

// Without any policy all classes are required; of a policy that is given, only those it names.
void fill_password_policy(Json& settings) {
  // The older name of the same setting; giving both is refused, so one must not make the other.
  const bool has_older_name =
      member_or_empty(settings, "AdminCreateUserConfig").contains("UnusedAccountValidityDays");
  Json& policies = nested(settings, "Policies");
  const bool strict = !policies.contains("PasswordPolicy");
  Json& policy = nested(policies, "PasswordPolicy");
  set_default(policy, "MinimumLength", 8);
  for (const auto member :
       {"RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols"}) {
    set_default(policy, member, strict);
  }
  if (!has_older_name) set_default(policy, "TemporaryPasswordValidityDays", 7);
  set_default(nested(policies, "SignInPolicy"), "AllowedFirstAuthFactors",
              Json(Json::Array{Json("PASSWORD")}));
}

// The three texts of sign-up messages have an old place and a new one; both show the same.
void mirror_message(Json& settings, std::string_view old_member, std::string_view new_member) {
  Json& message_template = nested(settings, "VerificationMessageTemplate");
  if (const Json* text = message_template.find(new_member)) {
    settings.set(old_member, Json(*text));
  } else if (const Json* old_text = settings.find(old_member)) {
    message_template.set(new_member, Json(*old_text));
  }
}

void fill_messages(Json& settings) {
  set_default(nested(settings, "VerificationMessageTemplate"), "DefaultEmailOption",
              "CONFIRM_WITH_CODE");
  mirror_message(settings, "SmsVerificationMessage", "SmsMessage");
  mirror_message(settings, "EmailVerificationMessage", "EmailMessage");
  mirror_message(settings, "EmailVerificationSubject", "EmailSubject");
  set_default(nested(settings, "EmailConfiguration"), "EmailSendingAccount", "COGNITO_DEFAULT");
}

}  // namespace

Json with_pool_defaults(const Json& request) {
  Json settings = pick_members(request, kMembers);
  fill_password_policy(settings);
  fill_messages(settings);
  set_default(nested(settings, "AdminCreateUserConfig"), "AllowAdminCreateUserOnly", false);
  fill_acr_configuration(settings);
  set_default(settings, "DeletionProtection", "INACTIVE");
  set_default(settings, "LambdaConfig", Json::object());
  set_default(settings, "MfaConfiguration", "OFF");
  set_default(settings, "UserPoolTier", "ESSENTIALS");
  return settings;
}

Json updated_pool_settings(const Json& present, const Json& request) {
  Json settings = with_pool_defaults(request);
  for (const std::string_view member : kKeptMembers) {
    settings.erase(member);
    if (const Json* kept = present.find(member)) settings.set(member, *kept);
  }
  set_default(settings, "PoolName", present.get_string("PoolName"));
  // A pool does not lose its own key by not being told of it.
  if (!customer_key_of(present).empty() && !request.contains("KeyConfiguration")) {
    settings.set("KeyConfiguration", *present.find("KeyConfiguration"));
  }
  return settings;
}

}  // namespace postern::domain
