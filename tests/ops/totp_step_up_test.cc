// Step-up to the highest level: a password and an authenticator app.
#include "ops/mfa_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct TotpStepUpFixture : MfaFixture {
  TotpStepUpFixture() {
    client = make_client(R"({"ExplicitAuthFlows":["ALLOW_USER_AUTH","ALLOW_USER_PASSWORD_AUTH"]})");
    new_member("alice", "", "alice@example.com");
  }

  template <class... Members>
  Json toward(std::string_view level, Members&&... members) {
    return auth_request("USER_AUTH", object("USERNAME", "alice", "TARGET_ACR_VALUES",
                                            "urn:cognito:loa:" + std::string(level),
                                            std::forward<Members>(members)...));
  }
  template <class... Members>
  Json with_password(std::string_view level, Members&&... members) {
    return toward(level, "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", kPassword,
                  std::forward<Members>(members)...);
  }
  static std::string amr_of(const Json& tokens) {
    const std::string token(tokens.get_string("AccessToken"));
    const std::size_t begin = token.find('.') + 1;
    const Json claims =
        json(codec::base64url_decode(token.substr(begin, token.rfind('.') - begin)).value());
    return std::string(claims.get_string("acr")) + " " + claims.find("amr")->dump();
  }
};

}  // namespace

TEST_CASE_METHOD(TotpStepUpFixture, "a password and an app reach the highest level") {
  CHECK(refusal("InitiateAuth", with_password("4")).starts_with("InvalidParameterException: "));
  const std::string secret = register_app(access_token("alice"));
  const Json ask = run("InitiateAuth", with_password("4"));
  REQUIRE(challenge(ask) == "SOFTWARE_TOKEN_MFA");
  const Json tokens = tokens_of(answer("SOFTWARE_TOKEN_MFA", "alice", session(ask),
                                       "SOFTWARE_TOKEN_MFA_CODE", app_code(secret)));
  CHECK(amr_of(tokens) == R"(urn:cognito:loa:4 ["pwd","otp","mfa"])");
}

TEST_CASE_METHOD(TotpStepUpFixture, "a signed-in user shows the app alone, and no lesser factor") {
  const std::string token = access_token("alice");
  const std::string secret = register_app(token);
  const Json ask = run("InitiateAuth", toward("4", "ACCESS_TOKEN", token));
  REQUIRE(challenge(ask) == "SOFTWARE_TOKEN_MFA");
  CHECK(answer_refusal("SOFTWARE_TOKEN_MFA", "alice", session(ask), "SOFTWARE_TOKEN_MFA_CODE",
                       wrong_app_code(secret)) == kWrongTotp);
  const Json tokens = tokens_of(answer("SOFTWARE_TOKEN_MFA", "alice", session(ask),
                                       "SOFTWARE_TOKEN_MFA_CODE", app_code(secret)));
  CHECK(amr_of(tokens) == R"(urn:cognito:loa:4 ["pwd","otp","mfa"])");
}

TEST_CASE_METHOD(TotpStepUpFixture, "a lower level leaves the second factor that is due") {
  const std::string secret = register_app(access_token("alice"));
  prefer("alice", "SoftwareTokenMfaSettings", true, true);
  const Json ask = run("InitiateAuth", with_password("1"));
  REQUIRE(challenge(ask) == "SOFTWARE_TOKEN_MFA");
  const Json tokens = tokens_of(answer("SOFTWARE_TOKEN_MFA", "alice", session(ask),
                                       "SOFTWARE_TOKEN_MFA_CODE", app_code(secret)));
  CHECK(amr_of(tokens) == R"(urn:cognito:loa:4 ["pwd","otp","mfa"])");
}

TEST_CASE_METHOD(TotpStepUpFixture, "who can reach a level in two ways chooses") {
  const std::string secret = register_app(access_token("alice"));
  const Json ask = run("InitiateAuth", with_password("3"));
  REQUIRE(challenge(ask) == "SELECT_MFA_TYPE");
  CHECK(parameter(ask, "MFAS_CAN_CHOOSE") == R"(["SOFTWARE_TOKEN_MFA","EMAIL_OTP"])");
  const Json chosen = answer("SELECT_MFA_TYPE", "alice", session(ask), "ANSWER", "EMAIL_OTP");
  const Json tokens =
      tokens_of(answer("EMAIL_OTP", "alice", session(chosen), "EMAIL_OTP_CODE", inbox.code()));
  CHECK(amr_of(tokens) == R"(urn:cognito:loa:3 ["pwd","email_otp","mfa"])");
}
