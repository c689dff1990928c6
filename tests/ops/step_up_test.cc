// Step-up: sign-ins toward a level of authentication, and what their tokens say (acr, amr).
#include "ops/choice_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kLevel = "urn:cognito:loa:";

struct StepUpFixture : ChoiceFixture {
  using ChoiceFixture::ChoiceFixture;

  static std::string level(int number) { return std::string(kLevel) + std::to_string(number); }
  static Json claims_of(const Json& tokens, std::string_view kind = "IdToken") {
    const std::string token(tokens.get_string(kind));
    const std::size_t begin = token.find('.') + 1;
    return json(codec::base64url_decode(token.substr(begin, token.rfind('.') - begin)).value());
  }
  static std::string acr_of(const Json& tokens) {
    return std::string(claims_of(tokens).get_string("acr", "(none)"));
  }
  static std::string amr_of(const Json& tokens) {
    const Json claims = claims_of(tokens);
    const Json* amr = claims.find("amr");
    return amr == nullptr ? "(none)" : amr->dump();
  }
  template <class... Members>
  Json toward(int number, Members&&... members) {
    return choose("alice", "TARGET_ACR_VALUES", level(number), std::forward<Members>(members)...);
  }
  Json with_password(int number) {
    return run("InitiateAuth",
               toward(number, "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", kPassword));
  }
  // The code of a second factor.
  Json second(const Json& challenge) {
    return answer(challenge, "alice", "EMAIL_OTP_CODE", inbox.code());
  }
};

}  // namespace

TEST_CASE_METHOD(StepUpFixture, "tokens speak of levels only to who asks") {
  new_confirmed("alice");
  CHECK(acr_of(sign_in("alice")) == "(none)");
  CHECK(amr_of(sign_in("alice")) == "(none)");
  const Json tokens = tokens_of(with_password(1));
  CHECK(acr_of(tokens) == level(1));
  CHECK(amr_of(tokens) == R"(["pwd"])");
  CHECK(claims_of(tokens, "AccessToken").get_string("acr") == level(1));
}

TEST_CASE_METHOD(StepUpFixture, "each level is reached by what it takes, all or nothing") {
  new_confirmed("alice");
  SECTION("a code is level 2") {
    const Json ask = run("InitiateAuth", toward(2, "PREFERRED_CHALLENGE", "EMAIL_OTP"));
    const Json tokens =
        tokens_of(run("RespondToAuthChallenge", answer_code(ask, "alice", sign_in_code())));
    CHECK(acr_of(tokens) == level(2));
    CHECK(amr_of(tokens) == R"(["email_otp"])");
  }
  SECTION("a password and a code are level 3") {
    const Json ask = with_password(3);
    CHECK_FALSE(ask.contains("AuthenticationResult"));
    CHECK(ask.get_string("ChallengeName") == "EMAIL_OTP");
    const Json tokens = tokens_of(run("RespondToAuthChallenge", second(ask)));
    CHECK(acr_of(tokens) == level(3));
    CHECK(amr_of(tokens) == R"(["pwd","email_otp","mfa"])");
    // Refreshing keeps both, and when it was.
    const Json refreshed =
        tokens_of(run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))));
    CHECK(acr_of(refreshed) == level(3));
    CHECK(amr_of(refreshed) == amr_of(tokens));
    CHECK(claims_of(refreshed).get_int("auth_time") == claims_of(tokens).get_int("auth_time"));
  }
  SECTION("first factors that lead nowhere are not offered") {
    CHECK(available(run("InitiateAuth", toward(3))) ==
          std::vector<std::string>{"PASSWORD", "PASSWORD_SRP"});
    const Json ask = run("InitiateAuth", toward(3, "PREFERRED_CHALLENGE", "EMAIL_OTP"));
    CHECK(ask.get_string("ChallengeName") == "SELECT_CHALLENGE");
    CHECK(refusal("RespondToAuthChallenge", answer(ask, "alice", "ANSWER", "EMAIL_OTP"))
              .starts_with("InvalidParameterException: "));
  }
  SECTION("a level out of reach is refused, a later value in reach is taken") {
    CHECK(refusal("InitiateAuth", toward(4)).starts_with("InvalidParameterException: "));
    const Json tokens = tokens_of(run(
        "InitiateAuth", choose("alice", "TARGET_ACR_VALUES", "unknown " + level(4) + " " + level(1),
                               "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", kPassword)));
    CHECK(acr_of(tokens) == level(1));
  }
}

TEST_CASE_METHOD(StepUpFixture, "with a token only what is missing is asked for") {
  new_confirmed("alice");
  const Json low = sign_in("alice");
  const std::string_view token = low.get_string("AccessToken");

  SECTION("while the session is young enough") {
    advance_s(60);
    const Json ask = run("InitiateAuth", toward(3, "ACCESS_TOKEN", token, "MAX_AGE", "60"));
    CHECK(ask.get_string("ChallengeName") == "EMAIL_OTP");
    const Json tokens = tokens_of(run("RespondToAuthChallenge", second(ask)));
    CHECK(acr_of(tokens) == level(3));
    CHECK(claims_of(tokens).get_int("auth_time") == claims_of(low).get_int("auth_time") + 60);
    // Who is there already has nothing to do.
    CHECK(refusal("InitiateAuth", toward(3, "ACCESS_TOKEN", tokens.get_string("AccessToken"))) ==
          "InvalidParameterException: The authentication level is reached already.");
  }
  SECTION("else everything") {
    advance_s(61);
    CHECK(run("InitiateAuth", toward(3, "ACCESS_TOKEN", token, "MAX_AGE", "60"))
              .get_string("ChallengeName") == "SELECT_CHALLENGE");
  }
  SECTION("by nobody else's token and none that is over") {
    new_confirmed("bob");
    CHECK(refusal("InitiateAuth", toward(3, "ACCESS_TOKEN", access_token("bob"))) ==
          "NotAuthorizedException: Invalid Access Token");
    CHECK(refusal("InitiateAuth", toward(3, "ACCESS_TOKEN", low.get_string("IdToken"))) ==
          "NotAuthorizedException: Invalid Access Token");
    CHECK(refusal("InitiateAuth", toward(3, "ACCESS_TOKEN", token).set("ClientId", hiding)) ==
          "NotAuthorizedException: Invalid Access Token");
    run("GlobalSignOut", object("AccessToken", token));
    CHECK(refusal("InitiateAuth", toward(3, "ACCESS_TOKEN", token)) ==
          "NotAuthorizedException: Access Token has been revoked");
  }
}

TEST_CASE_METHOD(StepUpFixture, "T08: a password replaced meanwhile ends the step-up") {
  new_confirmed("alice");
  const Json ask = with_password(3);
  run("AdminSetUserPassword", json(R"({"Permanent":true})")
                                  .set("UserPoolId", pool)
                                  .set("Username", "alice")
                                  .set("Password", "Other-Horse-8"));
  CHECK_FALSE(outcome("RespondToAuthChallenge", second(ask)).empty());
}

TEST_CASE_METHOD(StepUpFixture, "step-up parameters that do not go together are refused") {
  new_confirmed("alice");
  const std::string token = access_token("alice");
  const auto refused = [&](Json request) {
    return refusal("InitiateAuth", request).starts_with("InvalidParameterException: ");
  };
  CHECK(refused(choose("alice", "ACCESS_TOKEN", token)));
  CHECK(refused(choose("alice", "MAX_AGE", "60")));
  CHECK(refused(choose("alice", "TARGET_ACR_VALUES", "unknown")));
  CHECK(refused(toward(3, "ACCESS_TOKEN", token, "MAX_AGE", "soon")));
  CHECK(refused(toward(3, "ACCESS_TOKEN", token, "MAX_AGE", "-1")));
}

TEST_CASE("a pool names its levels, and its tokens say them") {
  StepUpFixture fixture(R"({"AutoVerifiedAttributes":["email"],
      "AcrConfiguration":{"Level1":{"AcrValue":"basic"},"Level3":{"AcrValue":"strong"}},
      "Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","EMAIL_OTP"]}}})");
  const Json described =
      *fixture.run("DescribeUserPool", object("UserPoolId", fixture.pool)).find("UserPool");
  CHECK(*described.find("AcrConfiguration") ==
        json(R"({"Level1":{"AcrValue":"basic"},"Level3":{"AcrValue":"strong"},
                 "Level2":{"AcrValue":"urn:cognito:loa:2"},
                 "Level4":{"AcrValue":"urn:cognito:loa:4"}})"));
  fixture.new_confirmed("alice");
  CHECK(StepUpFixture::acr_of(fixture.sign_in("alice")) == "basic");
  const Json ask = fixture.run(
      "InitiateAuth", fixture.choose("alice", "TARGET_ACR_VALUES", "strong", "PREFERRED_CHALLENGE",
                                     "PASSWORD", "PASSWORD", kPassword));
  CHECK(StepUpFixture::acr_of(StepUpFixture::tokens_of(
            fixture.run("RespondToAuthChallenge", fixture.second(ask)))) == "strong");
}

TEST_CASE_METHOD(AuthFixture, "levels are four, differ, and are not of the LITE tier") {
  const auto made = [&](std::string_view members) {
    Json request = json(members);
    request.set("PoolName", "pool");
    return outcome("CreateUserPool", request);
  };
  CHECK(made(R"({"AcrConfiguration":{"Level4":{"AcrValue":"top"}}})").empty());
  CHECK(made(R"({"AcrConfiguration":{"Level5":{"AcrValue":"top"}}})")
            .starts_with("InvalidParameterException: "));
  CHECK(made(R"({"AcrConfiguration":{"Level4":{"AcrValue":"urn:cognito:loa:1"}}})")
            .starts_with("InvalidParameterException: "));
  CHECK(made(R"({"UserPoolTier":"LITE","AcrConfiguration":{"Level4":{"AcrValue":"top"}}})")
            .starts_with("FeatureUnavailableInTierException: "));
}
