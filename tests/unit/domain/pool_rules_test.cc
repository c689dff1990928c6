// Which settings of a pool are refused, each with the request made legal beside it.
#include "unit/domain/settings.h"

using namespace postern;
using test::fault;
using test::make_checked_pool;

namespace {

struct Rule {
  std::string_view refused;
  std::string_view code;
  std::string_view text;
  std::string_view accepted;
};

constexpr Rule kRules[] = {
    {R"("AliasAttributes":["email"],"UsernameAttributes":["email"])", "InvalidParameterException",
     "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
     R"("UsernameAttributes":["email"])"},
    {R"("Schema":[{"Name":"x","AttributeDataType":"String","Required":true}])",
     "InvalidParameterException", "Required custom attributes are not supported currently.",
     R"("Schema":[{"Name":"x","AttributeDataType":"String","Required":false}])"},
    {R"("Policies":{"PasswordPolicy":{"TemporaryPasswordValidityDays":1}},
        "AdminCreateUserConfig":{"UnusedAccountValidityDays":1})",
     "InvalidParameterException",
     "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of "
     "UnusedAccountValidityDays",
     R"("Policies":{"PasswordPolicy":{"MinimumLength":8}},
        "AdminCreateUserConfig":{"UnusedAccountValidityDays":1})"},
    {R"("UserPoolAddOns":{"AdvancedSecurityMode":"AUDIT"})", "FeatureUnavailableInTierException",
     "The following features need to be disabled for the ESSENTIALS pricing tier configured: "
     "Threat "
     "Protection",
     R"("UserPoolTier":"PLUS","UserPoolAddOns":{"AdvancedSecurityMode":"AUDIT"})"},
    {R"("UserPoolTier":"LITE","Policies":{"PasswordPolicy":{"PasswordHistorySize":3}})",
     "FeatureUnavailableInTierException", "PasswordHistorySize is not available in the LITE tier.",
     R"("UserPoolTier":"PLUS","Policies":{"PasswordPolicy":{"PasswordHistorySize":3}})"},
    {R"("AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1},
        {"Name":"verified_email","Priority":2}]})",
     "InvalidParameterException", "admin_only cannot be combined with other recovery mechanisms.",
     R"("AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]})"},
    {R"("AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"verified_phone_number",
          "Priority":1},
        {"Name":"verified_email","Priority":1}]})",
     "InvalidParameterException", "Recovery mechanisms must differ in name and in priority.",
     R"("AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"verified_phone_number",
          "Priority":2},
        {"Name":"verified_email","Priority":1}]})"},
    {R"("UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]})",
     "InvalidParameterException",
     "AttributesRequireVerificationBeforeUpdate must be a subset of AutoVerifiedAttributes.",
     R"("AutoVerifiedAttributes":["email"],
        "UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]})"},
    {R"("MfaConfiguration":"OPTIONAL")", "InvalidParameterException",
     "SMS configuration and Auto verification for phone_number are required when MFA is "
     "required/optional",
     R"("MfaConfiguration":"OPTIONAL","SmsConfiguration":{"SnsCallerArn":""})"},
    {R"("EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"})", "InvalidParameterException",
     "SourceArn is required when EmailSendingAccount is DEVELOPER.",
     R"("EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:::x"})"},
    {R"("MfaConfiguration":"ON")", "InvalidParameterException",
     "SMS configuration and Auto verification for phone_number are required when MFA is "
     "required/optional",
     R"("MfaConfiguration":"ON","SmsConfiguration":{"SnsCallerArn":""})"},
    {R"("LambdaConfig":{"CustomEmailSender":{"LambdaVersion":"V1_0","LambdaArn":"arn:aws:f"}})",
     "InvalidParameterException", "KMSKeyID is required with CustomEmailSender or CustomSMSSender.",
     R"("LambdaConfig":{"CustomEmailSender":{"LambdaVersion":"V1_0","LambdaArn":"arn:aws:f"},
        "KMSKeyID":"arn:aws:kms:us-east-1:1:key/k"})"},
    {R"("LambdaConfig":{"PreTokenGeneration":"arn:aws:f",
        "PreTokenGenerationConfig":{"LambdaVersion":"V2_0","LambdaArn":"arn:aws:g"}})",
     "InvalidParameterException",
     "PreTokenGeneration and PreTokenGenerationConfig must name the same function.",
     R"("LambdaConfig":{"PreTokenGeneration":"arn:aws:f",
        "PreTokenGenerationConfig":{"LambdaVersion":"V2_0","LambdaArn":"arn:aws:f"}})"},
    {R"("UserPoolTier":"LITE","LambdaConfig":{
        "PreTokenGenerationConfig":{"LambdaVersion":"V3_0","LambdaArn":"arn:aws:f"}})",
     "FeatureUnavailableInTierException",
     "Access token customisation is not available in the LITE tier.",
     R"("UserPoolTier":"LITE","LambdaConfig":{
        "PreTokenGenerationConfig":{"LambdaVersion":"V1_0","LambdaArn":"arn:aws:f"}})"},
    {R"("KeyConfiguration":{"KeyType":"CUSTOMER_MANAGED_KEY"})", "InvalidParameterException",
     "KmsKeyArn is required with KeyType CUSTOMER_MANAGED_KEY.",
     R"("KeyConfiguration":{"KeyType":"AWS_OWNED_KEY"})"},
    {R"("KeyConfiguration":{"KeyType":"AWS_OWNED_KEY","KmsKeyArn":"arn:aws:kms:r:1:key/k"})",
     "InvalidParameterException", "KmsKeyArn goes with KeyType CUSTOMER_MANAGED_KEY only.",
     R"("KeyConfiguration":{"KeyType":"CUSTOMER_MANAGED_KEY",
        "KmsKeyArn":"arn:aws:kms:r:1:key/k"})"},
};

std::string request_with(std::string_view members) {
  return R"({"PoolName":"p",)" + std::string(members) + "}";
}

}  // namespace

TEST_CASE("a combination a pool cannot have is refused, and its legal twin accepted") {
  for (const Rule& rule : kRules) {
    INFO(rule.refused);
    CHECK(fault(make_checked_pool(request_with(rule.refused))) ==
          std::string(rule.code) + ": " + std::string(rule.text));
    CHECK(fault(make_checked_pool(request_with(rule.accepted))) == "");
  }
}

TEST_CASE("A06: a pool has at most 50 tags") {
  const auto pool_with_tags = [](int count) {
    Json tags = Json::object();
    for (int i = 0; i < count; ++i) tags.set("t" + std::to_string(i), "v");
    Json request = Json::object();
    request.set("PoolName", "p").set("UserPoolTags", std::move(tags));
    return make_checked_pool(request.dump());
  };
  CHECK(pool_with_tags(50).ok());
  CHECK(fault(pool_with_tags(51)).starts_with("InvalidParameterException"));
}
