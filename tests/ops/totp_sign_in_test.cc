// Authenticator apps: registered by a signed-in user or in the midst of a sign-in, asked for,
// guessed at.
#include <set>

#include "ops/mfa_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kNoSoftwareToken =
    "SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool";
constexpr std::string_view kCodeMismatch =
    "EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA";
constexpr std::string_view kUsedToken =
    "ExpiredCodeException: Your software token has already been used once.";
constexpr std::string_view kTotp = "SOFTWARE_TOKEN_MFA";

// A user with a registered app.
struct AppFixture : MfaFixture {
  std::string secret;

  explicit AppFixture(std::string_view mode = "OPTIONAL") : MfaFixture(mode) {
    new_confirmed("ada");
    secret = register_app(access_token("ada"));
  }

  Json sign_in_with(std::string_view code) {
    return answer(kTotp, "ada", session(begin("ada")), "SOFTWARE_TOKEN_MFA_CODE", code);
  }
  std::string refused_with(std::string_view session_text, std::string_view code) {
    return answer_refusal(kTotp, "ada", session_text, "SOFTWARE_TOKEN_MFA_CODE", code);
  }
};

}  // namespace

TEST_CASE_METHOD(MfaFixture, "M10: a seed of 256 bits is shown once, as base32") {
  new_confirmed("ada");
  const std::string token = access_token("ada");
  std::set<std::string> seen;
  for (int i = 0; i < 8; ++i) {
    const Json associated = run("AssociateSoftwareToken", object("AccessToken", token));
    const std::string secret(associated.get_string("SecretCode"));
    CHECK(secret.size() == 52);
    CHECK(codec::base32_decode(secret).value().size() == 32);
    CHECK_FALSE(associated.contains("Session"));
    CHECK(seen.insert(secret).second);
  }
  const std::string user = get_user("ada").dump();
  for (const std::string& secret : seen) CHECK(user.find(secret) == std::string::npos);
}

TEST_CASE_METHOD(AppFixture, "a registered app is asked for, by its name, and its code signs in") {
  const Json asked = begin("ada");
  CHECK(challenge(asked) == kTotp);
  CHECK(parameter(asked, "FRIENDLY_DEVICE_NAME") == "phone");
  CHECK_FALSE(asked.contains("AuthenticationResult"));
  CHECK(refused_with(session(asked), wrong_app_code(secret)) == kWrongTotp);
  const Json signed_in =
      answer(kTotp, "ada", session(asked), "SOFTWARE_TOKEN_MFA_CODE", app_code(secret));
  CHECK(run("GetUser", object("AccessToken", tokens_of(signed_in).get_string("AccessToken")))
            .get_string("Username") == "ada");
}

TEST_CASE_METHOD(AppFixture, "M01: a code is good once, and with it all codes before it") {
  const std::string code = app_code(secret);
  const std::string older = app_code(secret, -1);
  sign_in_with(code);
  CHECK(refused_with(session(begin("ada")), code) == kUsedToken);
  CHECK(refused_with(session(begin("ada")), older) == kUsedToken);
  advance_s(30);
  CHECK(refused_with(session(begin("ada")), code) == kUsedToken);
  sign_in_with(app_code(secret));
}

TEST_CASE_METHOD(MfaFixture, "M01: the code that registered the app does not sign in") {
  new_confirmed("ada");
  const std::string token = access_token("ada");
  const Json associated = run("AssociateSoftwareToken", object("AccessToken", token));
  const std::string secret(associated.get_string("SecretCode"));
  const std::string code = app_code(secret);
  run("VerifySoftwareToken", object("AccessToken", token, "UserCode", code));
  CHECK(answer_refusal(kTotp, "ada", session(begin("ada")), "SOFTWARE_TOKEN_MFA_CODE", code) ==
        kUsedToken);
  answer(kTotp, "ada", session(begin("ada")), "SOFTWARE_TOKEN_MFA_CODE", app_code(secret, 1));
}

TEST_CASE_METHOD(AppFixture, "M02: codes one step early and late are good, others are wrong") {
  const int steps = GENERATE(-2, -1, 1, 2);
  advance_s(90);
  const std::string code = app_code(secret, steps);
  if (steps == -2 || steps == 2) {
    CHECK(refused_with(session(begin("ada")), code) == kWrongTotp);
  } else {
    CHECK(challenge(sign_in_with(code)) == "(tokens)");
  }
}

TEST_CASE_METHOD(AppFixture, "M13: when the clock goes back, used codes stay used") {
  advance_s(60);
  sign_in_with(app_code(secret));
  clock->advance_us(-60 * kMicrosPerSecond);
  CHECK(refused_with(session(begin("ada")), app_code(secret)) == kUsedToken);
  clock->advance_us(90 * kMicrosPerSecond);
  sign_in_with(app_code(secret));
}

TEST_CASE_METHOD(AppFixture,
                 "M03: wrong codes count across sessions, the fifth locks the user out") {
  for (int i = 0; i < 5; ++i) {
    CHECK(refused_with(session(begin("ada")), wrong_app_code(secret)) == kWrongTotp);
  }
  CHECK(sign_in_refusal("ada", kPassword) == kLockedOut);
  advance_s(2);
  sign_in_with(app_code(secret));
  CHECK(refused_with(session(begin("ada")), wrong_app_code(secret)) == kWrongTotp);
}

TEST_CASE_METHOD(AppFixture, "M03: knowing the password does not clear what wrong codes counted") {
  for (int i = 0; i < 5; ++i) {
    begin("ada");
    CHECK(refused_with(session(begin("ada")), wrong_app_code(secret)) == kWrongTotp);
  }
  CHECK(sign_in_refusal("ada", kPassword) == kLockedOut);
}

TEST_CASE_METHOD(AppFixture, "M04: a session that has led into the lockout is over") {
  const std::string held = session(begin("ada"));
  for (int i = 0; i < 5; ++i) CHECK(refused_with(held, wrong_app_code(secret)) == kWrongTotp);
  advance_s(2);
  CHECK(refused_with(held, app_code(secret)) == kUsedSession);
  sign_in_with(app_code(secret));
}

TEST_CASE_METHOD(AppFixture, "M06: a session answers once and only within its life") {
  const Json asked = begin("ada");
  answer(kTotp, "ada", session(asked), "SOFTWARE_TOKEN_MFA_CODE", app_code(secret));
  advance_s(30);
  CHECK(refused_with(session(asked), app_code(secret)) == kUsedSession);
  const std::string late = session(begin("ada"));
  advance_s(180);
  CHECK(refused_with(late, app_code(secret)) ==
        "NotAuthorizedException: Invalid session for the user, session is expired.");
}

TEST_CASE_METHOD(AppFixture, "M09: the old app stays in force until the new one has shown a code") {
  const Json signed_in = sign_in_with(app_code(secret));
  const std::string token(tokens_of(signed_in).get_string("AccessToken"));
  const Json associated = run("AssociateSoftwareToken", object("AccessToken", token));
  const std::string next(associated.get_string("SecretCode"));
  advance_s(30);
  CHECK(refused_with(session(begin("ada")), app_code(next)) == kWrongTotp);
  sign_in_with(app_code(secret));
  CHECK(refusal("VerifySoftwareToken",
                object("AccessToken", token, "UserCode", wrong_app_code(next))) == kCodeMismatch);
  run("VerifySoftwareToken", object("AccessToken", token, "UserCode", app_code(next)));
  advance_s(30);
  CHECK(refused_with(session(begin("ada")), app_code(secret)) == kWrongTotp);
  sign_in_with(app_code(next));
}

TEST_CASE_METHOD(MfaFixture, "a seed waits for its code for an hour, and is verified once") {
  new_confirmed("ada");
  const std::string token = access_token("ada");
  const auto associate = [&] {
    return std::string(
        run("AssociateSoftwareToken", object("AccessToken", token)).get_string("SecretCode"));
  };
  const auto verify = [&](std::string_view code) {
    return outcome("VerifySoftwareToken", object("AccessToken", token, "UserCode", code));
  };
  constexpr std::string_view kNone =
      "InvalidParameterException: User has not set up software token mfa";
  CHECK(verify("123456") == kNone);
  const std::string expired = associate();
  advance_s(3'600);
  CHECK(outcome("GetUser", object("AccessToken", token)).starts_with("NotAuthorizedException"));
  const std::string fresh_token = access_token("ada");
  CHECK(outcome("VerifySoftwareToken",
                object("AccessToken", fresh_token, "UserCode", app_code(expired))) == kNone);
}

TEST_CASE_METHOD(MfaFixture, "an app can be registered only where the pool takes one") {
  new_confirmed("ada");
  const std::string token = access_token("ada");
  set_mfa(GENERATE("OFF", "OPTIONAL"), "S");
  CHECK(refusal("AssociateSoftwareToken", object("AccessToken", token)) == kNoSoftwareToken);
  CHECK(refusal("VerifySoftwareToken", object("AccessToken", token, "UserCode", "123456")) ==
        kNoSoftwareToken);
  set_mfa("OPTIONAL", "ST");
  register_app(token);
}

TEST_CASE_METHOD(RequiredMfaFixture,
                 "MFA_SETUP: who has no factor registers an app before the first tokens") {
  new_member("ada");
  const Json asked = begin("ada");
  CHECK(challenge(asked) == "MFA_SETUP");
  CHECK(parameter(asked, "MFAS_CAN_SETUP") == R"(["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"])");
  const Json associated = run("AssociateSoftwareToken", object("Session", session(asked)));
  const std::string secret(associated.get_string("SecretCode"));
  CHECK(refusal("VerifySoftwareToken", object("Session", session(associated), "UserCode",
                                              wrong_app_code(secret))) == kCodeMismatch);
  const Json verified = run("VerifySoftwareToken",
                            object("Session", session(associated), "UserCode", app_code(secret)));
  CHECK(verified.get_string("Status") == "SUCCESS");
  const bool in_responses = GENERATE(false, true);  // As one page of the guide has it.
  tokens_of(in_responses ? answer("MFA_SETUP", "ada", "", "SESSION", session(verified))
                         : answer("MFA_SETUP", "ada", session(verified)));
  CHECK(*get_user("ada").find("UserMFASettingList") == json(R"(["SOFTWARE_TOKEN_MFA"])"));
  CHECK(challenge(begin("ada")) == kTotp);
}

TEST_CASE_METHOD(RequiredMfaFixture, "M07: each step of MFA_SETUP takes the session of the last") {
  new_member("ada");
  const std::string asked = session(begin("ada"));
  const auto verify = [&](std::string_view text, std::string_view code) {
    return outcome("VerifySoftwareToken", object("Session", text, "UserCode", code));
  };
  CHECK(verify(asked, "123456") == kInvalidSession);
  CHECK(answer_refusal("MFA_SETUP", "ada", asked)
            .starts_with("InvalidParameterException: MFA_SETUP is answered"));
  const Json associated = run("AssociateSoftwareToken", object("Session", asked));
  const std::string secret(associated.get_string("SecretCode"));
  CHECK(refusal("AssociateSoftwareToken", object("Session", asked)) == kUsedSession);
  CHECK(answer_refusal("MFA_SETUP", "ada", session(associated))
            .starts_with("InvalidParameterException: MFA_SETUP is answered"));
  const Json verified = run("VerifySoftwareToken",
                            object("Session", session(associated), "UserCode", app_code(secret)));
  CHECK(verify(session(associated), app_code(secret, 1)) == kUsedSession);
  CHECK(refusal("AssociateSoftwareToken", object("Session", session(verified))) == kInvalidSession);
  CHECK(refusal("AssociateSoftwareToken", object("Session", "not-a-session-at-all")) ==
        kInvalidSession);
  answer("MFA_SETUP", "ada", session(verified));
  CHECK(answer_refusal("MFA_SETUP", "ada", session(verified)) == kUsedSession);
}

TEST_CASE_METHOD(RequiredMfaFixture,
                 "M05: of two who set an app up at once with the password, the first has it") {
  new_member("ada");
  const auto associated = [&] {
    return run("AssociateSoftwareToken", object("Session", session(begin("ada"))));
  };
  const auto code_request = [&](const Json& token) {
    return object("Session", session(token), "UserCode",
                  app_code(std::string(token.get_string("SecretCode"))));
  };
  const Json first = associated();
  const Json second = associated();
  const Json verified = run("VerifySoftwareToken", code_request(first));
  CHECK(refusal("VerifySoftwareToken", code_request(second)) == kInvalidSession);
  tokens_of(answer("MFA_SETUP", "ada", session(verified)));
}

// As moto's tests found of Cognito.
TEST_CASE_METHOD(
    RequiredMfaFixture,
    "an app that has shown its code is asked for, though its sign-in went no further") {
  new_member("ada");
  const Json associated = run("AssociateSoftwareToken", object("Session", session(begin("ada"))));
  CHECK(challenge(begin("ada")) == "MFA_SETUP");
  const std::string secret(associated.get_string("SecretCode"));
  run("VerifySoftwareToken", object("Session", session(associated), "UserCode", app_code(secret)));
  CHECK(challenge(begin("ada")) == kTotp);
}

TEST_CASE_METHOD(RequiredMfaFixture, "AdminDeleteSoftwareToken: the user sets up a new app") {
  new_member("ada");
  const Json associated = run("AssociateSoftwareToken", object("Session", session(begin("ada"))));
  const std::string secret(associated.get_string("SecretCode"));
  const Json verified = run("VerifySoftwareToken",
                            object("Session", session(associated), "UserCode", app_code(secret)));
  answer("MFA_SETUP", "ada", session(verified));
  const std::string held = session(begin("ada"));
  run("AdminDeleteSoftwareToken", for_user("ada"));
  advance_s(30);
  CHECK(answer_refusal(kTotp, "ada", held, "SOFTWARE_TOKEN_MFA_CODE", app_code(secret)) ==
        kWrongTotp);
  CHECK_FALSE(get_user("ada").contains("UserMFASettingList"));
  CHECK(challenge(begin("ada")) == "MFA_SETUP");
  run("AdminDeleteSoftwareToken", for_user("ada"));
}

TEST_CASE_METHOD(AppFixture, "an app is gone with its user") {
  run("AdminDeleteUser", for_user("ada"));
  new_confirmed("ada");
  CHECK(challenge(begin("ada")) == "(tokens)");
}

TEST_CASE_METHOD(AppFixture, "a changed password ends the sign-in that waits for a code") {
  const std::string held = session(begin("ada"));
  run("AdminSetUserPassword", for_user("ada", "Password", "Other-Horse-8").set("Permanent", true));
  CHECK(refused_with(held, app_code(secret)) == kInvalidSession);
}

TEST_CASE_METHOD(AppFixture, "T08: a user disabled while the code is awaited gets no tokens") {
  const std::string held = session(begin("ada"));
  run("AdminDisableUser", for_user("ada"));
  CHECK(refused_with(held, app_code(secret)) == "NotAuthorizedException: User is disabled.");
  run("AdminEnableUser", for_user("ada"));
  answer(kTotp, "ada", held, "SOFTWARE_TOKEN_MFA_CODE", app_code(secret));
}
