// Every member of CreateUserPool and UpdateUserPool: shown as it was given, and seen to work.
#include "ops/settings_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

using Row = SettingRow<AuthFixture>;

constexpr std::string_view kPhone = "+15555550100";

// The message that a sign-up sends.
Json welcome(AuthFixture& f, std::string_view attribute, std::string_view value) {
  f.run("SignUp", f.sign_up_request("ada").set("UserAttributes", attributes(attribute, value)));
  return f.inbox.newest();
}
Json mail(AuthFixture& f) {
  return welcome(f, "email", "ada@example.com");
}
Json text_message(AuthFixture& f) {
  return welcome(f, "phone_number", kPhone);
}
bool begins(const Json& message, std::string_view member, std::string_view text) {
  return message.get_string(member).starts_with(text);
}
// A user with a password and a phone number.
void add_user(AuthFixture& f, std::string_view name = "ada") {
  f.run(
      "AdminCreateUser",
      f.for_user(name, "MessageAction", "SUPPRESS")
          .set("UserAttributes", attributes("phone_number", kPhone, "phone_number_verified", "true",
                                            "email", "ada@example.com", "email_verified", "true")));
  f.run("AdminSetUserPassword", f.for_user(name, "Password", kPassword).set("Permanent", true));
}
Json sign_in_challenge(AuthFixture& f) {
  return f.run("InitiateAuth", f.password_request("ada", kPassword));
}

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {"PoolName", R"({"PoolName":"Orders"})",
       [](AuthFixture& f) {
         const Json pools = f.run("ListUserPools", json(R"({"MaxResults":60})"));
         bool found = false;
         for (const Json& pool : pools.find("UserPools")->as_array()) {
           found |= pool.get_string("Id") == f.pool && pool.get_string("Name") == "Orders";
         }
         CHECK(found);
       }},
      {"Policies", R"({"Policies":{"PasswordPolicy":{"MinimumLength":20,"RequireUppercase":false,
          "RequireLowercase":true,"RequireNumbers":false,"RequireSymbols":false,
          "PasswordHistorySize":2,"TemporaryPasswordValidityDays":3},
          "SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","EMAIL_OTP"]}}})",
       [](AuthFixture& f) {
         CHECK(f.outcome("SignUp", f.sign_up_request("ada")) ==
               "InvalidPasswordException: Password did not conform with policy: Password not long "
               "enough");
         CHECK(f.outcome("SignUp", f.sign_up_request("ada").set("Password", "twenty-lower-letters"))
                   .empty());
       }},
      {"DeletionProtection", R"({"DeletionProtection":"ACTIVE"})",
       [](AuthFixture& f) { CHECK_FALSE(f.outcome("DeleteUserPool", for_pool(f.pool)).empty()); }},
      {"LambdaConfig",
       R"({"LambdaConfig":{"PreSignUp":"arn:aws:lambda:us-east-1:000000000000:function:check"}})",
       [](AuthFixture& f) {
         CHECK(f.outcome("SignUp", f.sign_up_request("ada")) ==
               "UnexpectedLambdaException: PreSignUp invocation failed due to configuration.");
       }},
      {"AutoVerifiedAttributes", R"({"AutoVerifiedAttributes":["email"]})",
       [](AuthFixture& f) { CHECK(mail(f).get_string("Destination") == "ada@example.com"); }},
      {"AliasAttributes", R"({"AliasAttributes":["email"]})",
       [](AuthFixture& f) {
         add_user(f);
         CHECK(f.get_user("ada@example.com").get_string("Username") == "ada");
       }},
      {"UsernameAttributes", R"({"UsernameAttributes":["email"]})",
       [](AuthFixture& f) {
         CHECK(f.outcome("SignUp", f.sign_up_request("ada")) ==
               "InvalidParameterException: Username should be an email.");
       }},
      {"SmsVerificationMessage",
       R"({"SmsVerificationMessage":"Text {####}","AutoVerifiedAttributes":["phone_number"]})",
       [](AuthFixture& f) { CHECK(begins(text_message(f), "Body", "Text ")); }},
      {"EmailVerificationMessage",
       R"({"EmailVerificationMessage":"Mail {####}","AutoVerifiedAttributes":["email"]})",
       [](AuthFixture& f) { CHECK(begins(mail(f), "Body", "Mail ")); }},
      {"EmailVerificationSubject",
       R"({"EmailVerificationSubject":"Welcome","AutoVerifiedAttributes":["email"]})",
       [](AuthFixture& f) { CHECK(begins(mail(f), "Subject", "Welcome")); }},
      {"VerificationMessageTemplate", R"({"VerificationMessageTemplate":{
          "DefaultEmailOption":"CONFIRM_WITH_LINK","EmailSubjectByLink":"By link",
          "EmailMessageByLink":"{##Here##}","EmailSubject":"S","EmailMessage":"M {####}",
          "SmsMessage":"T {####}"},"AutoVerifiedAttributes":["email"]})",
       [](AuthFixture& f) { CHECK(begins(mail(f), "Subject", "By link")); }},
      {"SmsAuthenticationMessage", R"({"SmsAuthenticationMessage":"Factor {####}",
          "MfaConfiguration":"ON","AutoVerifiedAttributes":["phone_number"],
          "SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/sms"}})",
       [](AuthFixture& f) {
         add_user(f);
         sign_in_challenge(f);
         CHECK(begins(f.inbox.newest(), "Body", "Factor "));
       }},
      {"MfaConfiguration", R"({"MfaConfiguration":"ON","AutoVerifiedAttributes":["phone_number"],
          "SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/sms"}})",
       [](AuthFixture& f) {
         add_user(f);
         CHECK(sign_in_challenge(f).get_string("ChallengeName") == "SMS_MFA");
       }},
      {"UserAttributeUpdateSettings", R"({"AutoVerifiedAttributes":["email"],
          "UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]}})",
       [](AuthFixture& f) {
         f.new_confirmed("ada");
         f.run("UpdateUserAttributes",
               object("AccessToken", f.access_token("ada"))
                   .set("UserAttributes", attributes("email", "new@example.com")));
         CHECK(f.attribute("ada", "email") == "ada@example.com");
       }},
      {"DeviceConfiguration", R"({"DeviceConfiguration":{"ChallengeRequiredOnNewDevice":true,
          "DeviceOnlyRememberedOnUserPrompt":true}})",
       [](AuthFixture& f) {
         add_user(f);
         CHECK(f.sign_in("ada").contains("NewDeviceMetadata"));
       }},
      {"EmailConfiguration", R"({"AutoVerifiedAttributes":["email"],"EmailConfiguration":{
          "EmailSendingAccount":"DEVELOPER","From":"Us <us@example.com>",
          "ReplyToEmailAddress":"help@example.com","ConfigurationSet":"mine",
          "SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/us@example.com"}})",
       [](AuthFixture& f) {
         const Json message = mail(f);
         CHECK(message.get_string("From") == "Us <us@example.com>");
         CHECK(message.get_string("ReplyToEmailAddress") == "help@example.com");
         CHECK(message.get_string("ConfigurationSet") == "mine");
       }},
      {"SmsConfiguration", R"({"AutoVerifiedAttributes":["phone_number"],"SmsConfiguration":{
          "SnsCallerArn":"arn:aws:iam::123456789012:role/sms","ExternalId":"x",
          "SnsRegion":"eu-west-1"}})",
       [](AuthFixture& f) { CHECK(text_message(f).get_string("SnsRegion") == "eu-west-1"); }},
      {"UserPoolTags", R"({"UserPoolTags":{"team":"orders"}})",
       [](AuthFixture& f) {
         const Json tags =
             f.run("ListTagsForResource", object("ResourceArn",
                                                 "arn:aws:cognito-idp:us-east-1:000000000000:"
                                                 "userpool/" +
                                                     f.pool));
         CHECK(*tags.find("Tags") == json(R"({"team":"orders"})"));
       }},
      {"AdminCreateUserConfig", R"({"AdminCreateUserConfig":{"AllowAdminCreateUserOnly":true,
          "InviteMessageTemplate":{"EmailSubject":"Join","EmailMessage":"{username} {####}",
          "SMSMessage":"{username} {####}"}}})",
       [](AuthFixture& f) {
         CHECK(f.outcome("SignUp", f.sign_up_request("ada")) ==
               "NotAuthorizedException: SignUp is not permitted for this user pool");
         f.run("AdminCreateUser",
               f.for_user("ada")
                   .set("DesiredDeliveryMediums", json(R"(["EMAIL"])"))
                   .set("UserAttributes", attributes("email", "ada@example.com")));
         CHECK(begins(f.inbox.newest(), "Subject", "Join"));
       }},
      {"Schema", R"({"Schema":[{"Name":"tier","AttributeDataType":"Number","Mutable":true,
          "NumberAttributeConstraints":{"MaxValue":"3"}}]})",
       [](AuthFixture& f) {
         add_user(f);
         const auto rise = [&](std::string_view tier) {
           return f.outcome(
               "AdminUpdateUserAttributes",
               f.for_user("ada").set("UserAttributes", attributes("custom:tier", tier)));
         };
         CHECK(rise("3").empty());
         CHECK(rise("4") ==
               "InvalidParameterException: Invalid user attributes: custom:tier: Number must be no "
               "greater than 3\n");
       }},
      {"UserPoolAddOns",
       R"({"UserPoolTier":"PLUS","UserPoolAddOns":{"AdvancedSecurityMode":"AUDIT"}})",
       [](AuthFixture& f) {
         add_user(f);
         f.sign_in("ada");
         CHECK(f.run("AdminListUserAuthEvents", f.for_user("ada")).find("AuthEvents")->size() == 1);
       }},
      {"DcrConfiguration",
       R"({"DcrConfiguration":{"OpenDcrEnabled":true,
          "OpenDcrGrantTypes":["authorization_code"],"AllowedScopes":["openid"]}})",
       {}},
      {"UsernameConfiguration", R"({"UsernameConfiguration":{"CaseSensitive":false}})",
       [](AuthFixture& f) {
         add_user(f);
         CHECK(f.outcome("AdminGetUser", f.for_user("ADA")).empty());
       }},
      {"AccountRecoverySetting",
       R"({"AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]}})",
       [](AuthFixture& f) {
         add_user(f);
         CHECK(f.outcome("ForgotPassword", object("ClientId", f.client, "Username", "ada")) ==
               "NotAuthorizedException: Contact administrator to reset password.");
       }},
      {"UserPoolTier", R"({"UserPoolTier":"LITE"})",
       [](AuthFixture& f) {
         CHECK(f.outcome("SetUserPoolSessionConfiguration",
                         for_pool(f.pool, R"({"UserSessionTracking":"ENABLED",
                                               "TokenSession":{"MaxPerUser":5}})"))
                   .starts_with("FeatureUnavailableInTierException"));
       }},
      {"KeyConfiguration", R"({"KeyConfiguration":{"KeyType":"AWS_OWNED_KEY"}})",
       [](AuthFixture& f) {
         // The other type: customer_key_test.cc.
         CHECK(f.outcome("UpdateUserPool",
                         for_pool(f.pool, R"({"KeyConfiguration":{"KeyType":"CUSTOMER_MANAGED_KEY",
                             "KmsKeyArn":"arn:aws:kms:us-east-1:123456789012:key/k"}})")) ==
               "InvalidParameterException: The KeyType of a user pool cannot be changed.");
       }},
      {"IssuerConfiguration", R"({"IssuerConfiguration":{"Type":"UPDATED"}})",
       [](AuthFixture& f) {
         add_user(f);
         CHECK(
             begins(claims_in(f.sign_in("ada"), "IdToken"), "iss", "https://issuer-cognito-idp."));
       }},
      {"AcrConfiguration", R"({"AcrConfiguration":{"Level1":{"AcrValue":"silver"}}})",
       [](AuthFixture& f) {
         add_user(f);
         const std::string chooser = f.make_client(R"({"ExplicitAuthFlows":["ALLOW_USER_AUTH"]})");
         const Json tokens = AuthFixture::tokens_of(
             f.run("InitiateAuth",
                   f.auth_request("USER_AUTH",
                                  object("USERNAME", "ada", "TARGET_ACR_VALUES", "silver",
                                         "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", kPassword),
                                  chooser)));
         CHECK(claims_in(tokens, "IdToken").get_string("acr") == "silver");
       }},
  };
  return kRows;
}

// As DescribeUserPool names it; a schema is shown among the standard attributes.
const Json& shown_member(const Json& shown, std::string_view member) {
  const Json* value = shown.find(member == "PoolName" ? "Name" : member);
  REQUIRE(value != nullptr);
  return *value;
}

void check_row(AuthFixture& f, const Row& row) {
  const Json given = json(row.members);
  const Json shown = *f.run("DescribeUserPool", for_pool(f.pool)).find("UserPool");
  for (const JsonMember& member : given.as_object()) {
    if (member.key != "Schema") CHECK(shows(shown_member(shown, member.key), member.value));
  }
  f.client = f.make_client();
  if (row.effect) row.effect(f);
}

}  // namespace

TEST_CASE("what a pool is created with is shown, and works") {
  CHECK(listed(rows()) == settings_of("CreateUserPool"));
  for (const Row& row : rows()) {
    INFO(row.member);
    AuthFixture f(row.members);
    check_row(f, row);
  }
}

TEST_CASE("what a pool is updated with is shown, works, and goes with the next update") {
  const auto updatable = settings_of("UpdateUserPool");
  for (const Row& row : rows()) {
    if (!updatable.contains(row.member)) continue;
    INFO(row.member);
    AuthFixture f("{}");
    const Json before = *f.run("DescribeUserPool", for_pool(f.pool)).find("UserPool");
    f.run("UpdateUserPool", for_pool(f.pool, row.members));
    check_row(f, row);
    f.run("UpdateUserPool", for_pool(f.pool));
    const Json after = *f.run("DescribeUserPool", for_pool(f.pool)).find("UserPool");
    if (row.member == "PoolName") continue;  // The one thing that an update does not reset.
    const Json* reset = after.find(row.member);
    const Json* fresh = before.find(row.member);
    CHECK((reset == nullptr) == (fresh == nullptr));
    if (reset != nullptr && fresh != nullptr) CHECK(*reset == *fresh);
  }
}
