// USER_AUTH where second factors are about: which first factors remain, and that none is a way
// around the second.
#include "ops/mfa_fixture.h"

using namespace postern;
using namespace postern::test;
using Names = std::vector<std::string>;

namespace {

struct ChoiceMfaFixture : MfaFixture {
  explicit ChoiceMfaFixture(std::string_view mode = "OPTIONAL") : MfaFixture(mode) {
    client = make_client(R"({"ExplicitAuthFlows":["ALLOW_USER_AUTH","ALLOW_USER_PASSWORD_AUTH"]})");
  }
  // UpdateUserPool with these first factors, and what else the pool must keep.
  std::string allow(std::string_view factors, std::string_view mode = "OPTIONAL") {
    Json request = for_pool(pool, R"({"AutoVerifiedAttributes":["email"],"AccountRecoverySetting":
        {"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]},
        "Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":)" +
                                      std::string(factors) + "}}}");
    request.set("MfaConfiguration", mode).set("SmsConfiguration", json(kSmsConfiguration));
    return outcome("UpdateUserPool", request);
  }
  template <class... Members>
  Json choose(std::string_view name, Members&&... members) {
    return run(
        "InitiateAuth",
        auth_request("USER_AUTH", object("USERNAME", name, std::forward<Members>(members)...)));
  }
  Names available(std::string_view name) {
    Names names;
    const Json select = choose(name);
    for (const Json& one : select.find("AvailableChallenges")->as_array()) {
      names.push_back(one.as_string());
    }
    return names;
  }
  std::string newest_code() {
    const std::string body(inbox.newest().get_string("Body"));
    return body.substr(body.find_last_not_of("0123456789") + 1);
  }
};

struct RequiredChoiceFixture : ChoiceMfaFixture {
  RequiredChoiceFixture() : ChoiceMfaFixture("ON") {}
};

constexpr std::string_view kWithCodes = R"(["PASSWORD","EMAIL_OTP","SMS_OTP"])";

}  // namespace

TEST_CASE_METHOD(ChoiceMfaFixture, "M05: who has a second factor starts with the password") {
  REQUIRE(allow(kWithCodes).empty());
  new_member("alice", "+15550001234", "alice@example.com");
  CHECK(available("alice") == Names{"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"});
  const std::string secret = register_app(access_token("alice"));
  prefer("alice", "SoftwareTokenMfaSettings", true, true);
  CHECK(available("alice") == Names{"PASSWORD", "PASSWORD_SRP"});
  const Json ask = choose("alice", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", kPassword);
  REQUIRE(challenge(ask) == "SOFTWARE_TOKEN_MFA");
  CHECK(answer("SOFTWARE_TOKEN_MFA", "alice", session(ask), "SOFTWARE_TOKEN_MFA_CODE",
               app_code(secret))
            .contains("AuthenticationResult"));
}

TEST_CASE_METHOD(ChoiceMfaFixture, "T08: a second factor set up meanwhile is asked for after all") {
  REQUIRE(allow(kWithCodes).empty());
  new_member("alice", "", "alice@example.com");
  const std::string token = access_token("alice");
  const Json ask = choose("alice", "PREFERRED_CHALLENGE", "EMAIL_OTP");
  const std::string code = newest_code();
  const std::string secret = register_app(token);
  prefer("alice", "SoftwareTokenMfaSettings", true, true);
  const Json next = answer("EMAIL_OTP", "alice", session(ask), "EMAIL_OTP_CODE", code);
  REQUIRE(challenge(next) == "SOFTWARE_TOKEN_MFA");
  CHECK(answer("SOFTWARE_TOKEN_MFA", "alice", session(next), "SOFTWARE_TOKEN_MFA_CODE",
               app_code(secret))
            .contains("AuthenticationResult"));
}

TEST_CASE_METHOD(ChoiceMfaFixture, "M05: the EMAIL_OTP of one factor is none of the other") {
  REQUIRE(allow(kWithCodes).empty());
  new_member("alice", "", "alice@example.com");
  new_member("bob", "", "bob@example.com");
  prefer("bob", "EmailMfaSettings", true, true);
  const Json first = choose("alice", "PREFERRED_CHALLENGE", "EMAIL_OTP");
  const std::string first_code = newest_code();
  const Json second = choose("bob", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", kPassword);
  REQUIRE(challenge(second) == "EMAIL_OTP");
  const std::string second_code = newest_code();
  CHECK(first_code.size() == 8);
  CHECK(second_code.size() == 6);
  CHECK(answer_refusal("EMAIL_OTP", "bob", session(second), "EMAIL_OTP_CODE", first_code) ==
        kWrongCode);
  CHECK(answer_refusal("EMAIL_OTP", "bob", session(first), "EMAIL_OTP_CODE", first_code) ==
        kInvalidSession);
  CHECK(answer("EMAIL_OTP", "bob", session(second), "EMAIL_OTP_CODE", second_code)
            .contains("AuthenticationResult"));
  CHECK(answer("EMAIL_OTP", "alice", session(first), "EMAIL_OTP_CODE", first_code)
            .contains("AuthenticationResult"));
}

TEST_CASE_METHOD(ChoiceMfaFixture, "a code by SMS signs in and verifies the number") {
  REQUIRE(allow(kWithCodes).empty());
  new_member("alice", "+15550001234");
  const Json ask = choose("alice", "PREFERRED_CHALLENGE", "SMS_OTP");
  CHECK(parameter(ask, "CODE_DELIVERY_DELIVERY_MEDIUM") == "SMS");
  CHECK(parameter(ask, "CODE_DELIVERY_DESTINATION") == "+*******1234");
  CHECK(answer("SMS_OTP", "alice", session(ask), "SMS_OTP_CODE", newest_code())
            .contains("AuthenticationResult"));
  CHECK(attribute("alice", "phone_number_verified") == "true");
}

TEST_CASE_METHOD(RequiredChoiceFixture, "codes and required MFA exclude one another") {
  CHECK(allow(R"(["PASSWORD"])", "ON").empty());
  CHECK(allow(kWithCodes, "ON").starts_with("InvalidParameterException: "));
  CHECK(allow(R"(["PASSWORD","WEB_AUTHN"])", "ON").starts_with("InvalidParameterException: "));
  CHECK(allow(kWithCodes).empty());
  Json required = for_pool(pool, R"({"MfaConfiguration":"ON",
      "SoftwareTokenMfaConfiguration":{"Enabled":true}})");
  CHECK(refusal("SetUserPoolMfaConfig", required).starts_with("InvalidParameterException: "));
  CHECK(allow(R"(["PASSWORD"])").empty());
  run("SetUserPoolMfaConfig", required);
}

TEST_CASE_METHOD(RequiredChoiceFixture,
                 "a sign-up goes straight in once, whatever the pool demands afterwards") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const Json confirmed = run("ConfirmSignUp", object("ClientId", client, "Username", "alice",
                                                     "ConfirmationCode", inbox.code()));
  Json go_on = auth_request("USER_AUTH", object("USERNAME", "alice"));
  go_on.set("Session", session(confirmed));
  CHECK(run("InitiateAuth", go_on).contains("AuthenticationResult"));
  const Json next = choose("alice", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", kPassword);
  CHECK_FALSE(next.contains("AuthenticationResult"));
}
