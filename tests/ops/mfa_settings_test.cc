// Which second factors a pool takes and a user has switched on: set, shown, refused.
#include "ops/mfa_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kPhone = "+15550109876";
constexpr std::string_view kEmail = "ada@example.com";

Json config(EngineFixture& fixture, std::string_view pool) {
  return fixture.run("GetUserPoolMfaConfig", for_pool(pool));
}

std::string sms_member() {
  return R"("SmsMfaConfiguration":{"SmsConfiguration":)" + std::string(kSmsConfiguration) + "}";
}

}  // namespace

TEST_CASE_METHOD(EngineFixture, "a pool without MFA says so") {
  CHECK(config(*this, new_pool()) == json(R"({"MfaConfiguration":"OFF"})"));
}

TEST_CASE_METHOD(EngineFixture, "the factors that are named are on, the others off") {
  const std::string pool = new_pool();
  const Json all = json(R"({"MfaConfiguration":"OPTIONAL",)" + sms_member() + R"(,
      "SoftwareTokenMfaConfiguration":{"Enabled":true},
      "EmailMfaConfiguration":{"Subject":"Sign in","Message":"It is {####}"}})");
  Json request = all;
  CHECK(run("SetUserPoolMfaConfig", request.set("UserPoolId", pool)) == all);
  CHECK(config(*this, pool) == all);
  const Json one =
      json(R"({"MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}})");
  request = one;
  CHECK(run("SetUserPoolMfaConfig", request.set("UserPoolId", pool)) == one);
  run("SetUserPoolMfaConfig", for_pool(pool, R"({"MfaConfiguration":"OFF"})"));
  CHECK(config(*this, pool) == json(R"({"MfaConfiguration":"OFF"})"));
}

TEST_CASE_METHOD(EngineFixture, "passkeys are configured apart from second factors") {
  const std::string pool = new_pool();
  const Json passkeys = json(R"({"RelyingPartyId":"auth.example.com","UserVerification":"required",
      "FactorConfiguration":"MULTI_FACTOR_WITH_USER_VERIFICATION"})");
  Json request = for_pool(pool);
  run("SetUserPoolMfaConfig", request.set("WebAuthnConfiguration", passkeys));
  CHECK(*config(*this, pool).find("WebAuthnConfiguration") == passkeys);
  run("SetUserPoolMfaConfig", for_pool(pool, R"({"MfaConfiguration":"OPTIONAL",
                         "SoftwareTokenMfaConfiguration":{"Enabled":true}})"));
  CHECK(*config(*this, pool).find("WebAuthnConfiguration") == passkeys);
  CHECK(refusal("SetUserPoolMfaConfig",
                for_pool(pool, R"({"WebAuthnConfiguration":{"RelyingPartyId":"com"}})"))
            .starts_with("InvalidParameterException"));
  CHECK(*config(*this, pool).find("WebAuthnConfiguration") == passkeys);
}

TEST_CASE_METHOD(EngineFixture, "SetUserPoolMfaConfig refuses what does not go together") {
  const std::string pool = new_pool();
  const auto refused = [&](std::string_view members) {
    return refusal("SetUserPoolMfaConfig", for_pool(pool, members));
  };
  constexpr std::string_view kOff =
      "InvalidParameterException: Invalid MFA configuration given, can't turn off MFA and "
      "configure an MFA together.";
  constexpr std::string_view kNone =
      "InvalidParameterException: Invalid MFA configuration given, can't disable all MFAs with a "
      "required or optional configuration.";
  CHECK(refused(R"({"MfaConfiguration":"OFF",)" + sms_member() + "}") == kOff);
  CHECK(refused(R"({"MfaConfiguration":"OFF","EmailMfaConfiguration":{}})") == kOff);
  CHECK(refused(R"({"SoftwareTokenMfaConfiguration":{"Enabled":true}})") == kOff);
  CHECK(refused(R"({"MfaConfiguration":"ON"})") == kNone);
  CHECK(refused(R"({"MfaConfiguration":"OPTIONAL",
                    "SoftwareTokenMfaConfiguration":{"Enabled":false}})") == kNone);
  CHECK(refused(R"({"MfaConfiguration":"ON","SmsMfaConfiguration":{}})")
            .starts_with("InvalidParameterException: SMS configuration"));
  run("UpdateUserPool", for_pool(pool, R"({"UserPoolTier":"LITE"})"));
  CHECK(refused(R"({"MfaConfiguration":"ON","EmailMfaConfiguration":{}})")
            .starts_with("FeatureUnavailableInTierException"));
  CHECK(refused(R"({"WebAuthnConfiguration":{"UserVerification":"required"}})")
            .starts_with("FeatureUnavailableInTierException"));
  CHECK(config(*this, pool) == json(R"({"MfaConfiguration":"OFF"})"));
}

TEST_CASE_METHOD(EngineFixture, "a pool is made with text messages as its factor, or is refused") {
  CHECK(refusal("CreateUserPool", json(R"({"PoolName":"p","MfaConfiguration":"ON"})"))
            .starts_with("InvalidParameterException: SMS configuration"));
  const Json made = run("CreateUserPool", json(R"({"PoolName":"p","MfaConfiguration":"ON",
      "SmsConfiguration":)" + std::string(kSmsConfiguration) +
                                               "}"));
  const Json& pool = *made.find("UserPool");
  CHECK(pool.get_string("MfaConfiguration") == "ON");
  CHECK(*config(*this, pool.get_string("Id")).find("SmsMfaConfiguration") ==
        json(R"({"SmsConfiguration":)" + std::string(kSmsConfiguration) + "}"));
}

TEST_CASE_METHOD(EngineFixture, "an update of the pool leaves its factors alone, and shows none") {
  const std::string pool = new_pool();
  run("SetUserPoolMfaConfig", for_pool(pool, R"({"MfaConfiguration":"ON",
                         "SoftwareTokenMfaConfiguration":{"Enabled":true}})"));
  run("UpdateUserPool", for_pool(pool, R"({"MfaConfiguration":"OPTIONAL"})"));
  CHECK(config(*this, pool) == json(R"({"SoftwareTokenMfaConfiguration":{"Enabled":true},
                                        "MfaConfiguration":"OPTIONAL"})"));
  const Json described = run("DescribeUserPool", for_pool(pool));
  CHECK_FALSE(described.find("UserPool")->contains("SoftwareTokenMfaConfiguration"));
  CHECK(described.find("UserPool")->get_string("MfaConfiguration") == "OPTIONAL");
}

TEST_CASE_METHOD(MfaFixture, "what a user has switched on is shown to user and administrator") {
  new_confirmed("ada");
  run("AdminUpdateUserAttributes",
      for_user("ada").set("UserAttributes", attributes("phone_number", kPhone)));
  const std::string token = access_token("ada");
  const auto shown = [&](std::string_view member) {
    const Json own = run("GetUser", object("AccessToken", token));
    const Json admin = get_user("ada");
    const Json* value = own.find(member);
    const Json* as_admin = admin.find(member);
    CHECK((value == nullptr) == (as_admin == nullptr));
    if (value != nullptr && as_admin != nullptr) CHECK(*value == *as_admin);
    return value == nullptr ? Json() : *value;
  };
  CHECK(shown("UserMFASettingList") == Json());
  const auto set = [&](std::string_view member, bool enabled, bool preferred) {
    run("SetUserMFAPreference", setting(member, enabled, preferred).set("AccessToken", token));
  };
  set("SMSMfaSettings", true, false);
  CHECK(shown("UserMFASettingList") == json(R"(["SMS_MFA"])"));
  CHECK(shown("PreferredMfaSetting") == Json());
  CHECK(shown("MFAOptions") ==
        json(R"([{"DeliveryMedium":"SMS","AttributeName":"phone_number"}])"));
  register_app(token);
  set("SoftwareTokenMfaSettings", true, true);
  set("EmailMfaSettings", true, false);
  CHECK(shown("UserMFASettingList") == json(R"(["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"])"));
  CHECK(shown("PreferredMfaSetting") == Json("SOFTWARE_TOKEN_MFA"));
  set("SoftwareTokenMfaSettings", false, false);
  CHECK(shown("UserMFASettingList") == json(R"(["SMS_MFA","EMAIL_OTP"])"));
  CHECK(shown("PreferredMfaSetting") == Json());
  set("EmailMfaSettings", false, false);
  set("SMSMfaSettings", false, false);
  CHECK(shown("UserMFASettingList") == Json());
  CHECK(shown("MFAOptions") == Json());
  CHECK(challenge(begin("ada")) == "(tokens)");
}

TEST_CASE_METHOD(MfaFixture, "a factor the user does not have cannot be switched on") {
  new_member("ada");
  const std::string token = access_token("ada");
  const auto refused = [&](std::string_view member) {
    return refusal("SetUserMFAPreference", setting(member, true, true).set("AccessToken", token));
  };
  CHECK(refused("SMSMfaSettings") ==
        "InvalidParameterException: User does not have delivery config set to turn on SMS_MFA");
  CHECK(refused("EmailMfaSettings") ==
        "InvalidParameterException: User does not have delivery config set to turn on EMAIL_OTP");
  CHECK(refused("SoftwareTokenMfaSettings") ==
        "InvalidParameterException: User has not set up software token mfa");
  run("AssociateSoftwareToken", object("AccessToken", token));
  CHECK(refused("SoftwareTokenMfaSettings") ==
        "InvalidParameterException: User has not verified software token mfa");
  run("AdminUpdateUserAttributes",
      for_user("ada").set("UserAttributes", attributes("phone_number", kPhone)));
  run("SetUserMFAPreference", setting("SMSMfaSettings", true, true).set("AccessToken", token));
}

TEST_CASE_METHOD(MfaFixture, "a factor the pool does not take cannot be switched on") {
  new_member("ada", kPhone, kEmail);
  set_mfa("OPTIONAL", "T");
  const auto sms = [&] {
    return outcome("AdminSetUserMFAPreference",
                   setting("SMSMfaSettings", true).set("UserPoolId", pool).set("Username", "ada"));
  };
  constexpr std::string_view kNotEnabled =
      "InvalidParameterException: SMS_MFA is not enabled for the user pool.";
  CHECK(sms() == kNotEnabled);
  set_mfa("OFF");
  CHECK(sms() == kNotEnabled);
  set_mfa("OPTIONAL", "S");
  CHECK(sms() == "");
}

TEST_CASE_METHOD(MfaFixture, "one factor at most is preferred, and one that is switched on") {
  new_member("ada", kPhone, kEmail);
  Json both = setting("SMSMfaSettings", true, true);
  both.set("EmailMfaSettings", *setting("x", true, true).find("x"));
  CHECK(refusal("AdminSetUserMFAPreference", both.set("UserPoolId", pool).set("Username", "ada")) ==
        "InvalidParameterException: Only one factor can be preferred.");
  CHECK(
      refusal(
          "AdminSetUserMFAPreference",
          setting("SMSMfaSettings", false, true).set("UserPoolId", pool).set("Username", "ada")) ==
      "InvalidParameterException: A factor that is not enabled cannot be preferred.");
  CHECK_FALSE(get_user("ada").contains("UserMFASettingList"));
  prefer("ada", "SMSMfaSettings", true, true);
  prefer("ada", "EmailMfaSettings", true, true);
  CHECK(get_user("ada").get_string("PreferredMfaSetting") == "EMAIL_OTP");
  CHECK(challenge(begin("ada")) == "EMAIL_OTP");
}

TEST_CASE_METHOD(MfaFixture, "SetUserSettings, the older way, knows text messages") {
  new_member("ada", kPhone);
  const std::string token = access_token("ada");
  const auto options = [](std::string_view medium, std::string_view attribute) {
    Json list = Json::array();
    list.push_back(object("DeliveryMedium", medium, "AttributeName", attribute));
    return list;
  };
  const Json sms = options("SMS", "phone_number");
  const auto own = [&](Json list) {
    return outcome("SetUserSettings",
                   Json::object().set("AccessToken", token).set("MFAOptions", std::move(list)));
  };
  CHECK(own(options("EMAIL", "email")) ==
        "InvalidParameterException: MFAOptions can name SMS to phone_number only.");
  CHECK(own(sms) == "");
  CHECK(challenge(begin("ada")) == "SMS_MFA");
  CHECK(own(Json::array()) == "");
  CHECK(challenge(begin("ada")) == "(tokens)");
  run("AdminSetUserSettings", for_user("ada").set("MFAOptions", sms));
  CHECK(*get_user("ada").find("MFAOptions") == sms);
}

TEST_CASE_METHOD(RequiredMfaFixture, "M05: where MFA is required, switching off changes nothing") {
  new_member("ada", kPhone);
  for (const std::string_view member : {"SMSMfaSettings", "EmailMfaSettings"}) {
    prefer("ada", member, false, false);
  }
  CHECK(challenge(begin("ada")) == "SMS_MFA");
}

TEST_CASE_METHOD(MfaFixture, "GetUserAuthFactors: what the user could sign in with") {
  new_confirmed("ada");
  const std::string token = access_token("ada");
  const auto factors = [&] {
    const Json own = run("GetUserAuthFactors", object("AccessToken", token));
    CHECK(own == run("AdminGetUserAuthFactors", for_user("ada")));
    CHECK(own.get_string("Username") == "ada");
    return *own.find("ConfiguredUserAuthFactors");
  };
  CHECK(factors() == json(R"(["PASSWORD"])"));
  run("UpdateUserPool", for_pool(pool, R"({"MfaConfiguration":"OPTIONAL","Policies":{"SignInPolicy":
      {"AllowedFirstAuthFactors":["PASSWORD","EMAIL_OTP"]}},
      "SmsConfiguration":)" + std::string(kSmsConfiguration) +
                                           "}"));
  CHECK(factors() == json(R"(["PASSWORD","EMAIL_OTP"])"));
  register_app(token);
  CHECK(factors() == json(R"(["PASSWORD","EMAIL_OTP","SOFTWARE_TOKEN"])"));
  CHECK(*run("GetUserAuthFactors", object("AccessToken", token)).find("UserMFASettingList") ==
        json(R"(["SOFTWARE_TOKEN_MFA"])"));
}
