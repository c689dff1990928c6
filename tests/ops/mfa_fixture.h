// A pool with second factors, and users who have some: what tests of MFA start from.
#pragma once

#include <string>
#include <string_view>

#include "codec/base32.h"
#include "crypto/totp.h"
#include "ops/auth_fixture.h"

namespace postern::test {

inline constexpr std::string_view kSmsConfiguration =
    R"({"SnsCallerArn":"arn:aws:iam::123456789012:role/sms"})";
inline constexpr std::string_view kInvalidSession =
    "NotAuthorizedException: Invalid session for the user.";
inline constexpr std::string_view kUsedSession =
    "NotAuthorizedException: Invalid session for the user, session can only be used once.";
inline constexpr std::string_view kWrongCode =
    "CodeMismatchException: Invalid code or auth state for the user.";
inline constexpr std::string_view kWrongTotp =
    "CodeMismatchException: Invalid code received for user";

// The pool takes every second factor, `mode` says whether it demands one. No address resets
// passwords, so that each may be a factor, unless a test says otherwise.
struct MfaFixture : AuthFixture {
  explicit MfaFixture(std::string_view mode = "OPTIONAL",
                      std::string_view recovery = R"({"Name":"admin_only","Priority":1})")
      : AuthFixture(R"({"AutoVerifiedAttributes":["email"],
                        "AccountRecoverySetting":{"RecoveryMechanisms":[)" +
                    std::string(recovery) + "]}}") {
    set_mfa(mode);
  }

  // Of the pool. `factors` is any of S, T and E.
  void set_mfa(std::string_view mode, std::string_view factors = "STE") {
    const auto takes = [&](char factor) { return factors.find(factor) != std::string_view::npos; };
    Json request = for_pool(pool);
    request.set("MfaConfiguration", mode);
    if (mode != "OFF") {
      if (takes('S')) {
        request.set("SmsMfaConfiguration",
                    Json::object().set("SmsConfiguration", json(kSmsConfiguration)));
      }
      if (takes('T')) request.set("SoftwareTokenMfaConfiguration", json(R"({"Enabled":true})"));
      if (takes('E')) request.set("EmailMfaConfiguration", Json::object());
    }
    run("SetUserPoolMfaConfig", request);
  }

  // A user with kPassword; empty: without that address.
  void new_member(std::string_view name, std::string_view phone_number = {},
                  std::string_view email = {}) {
    Json list = Json::array();
    if (!phone_number.empty()) add_attributes(list, "phone_number", phone_number);
    if (!email.empty()) add_attributes(list, "email", email);
    run("AdminCreateUser", for_user(name, "MessageAction", "SUPPRESS").set("UserAttributes", list));
    run("AdminSetUserPassword", for_user(name, "Password", kPassword).set("Permanent", true));
  }

  // {"SMSMfaSettings": {"Enabled": ..., "PreferredMfa": ...}}
  static Json setting(std::string_view member, bool enabled, bool preferred = false) {
    Json values = Json::object();
    values.set("Enabled", enabled).set("PreferredMfa", preferred);
    return Json::object().set(member, std::move(values));
  }
  void prefer(std::string_view name, std::string_view member, bool enabled, bool preferred) {
    Json request = setting(member, enabled, preferred);
    run("AdminSetUserMFAPreference", request.set("UserPoolId", pool).set("Username", name));
  }

  // What an authenticator app with that seed shows, `steps` away from now.
  std::string app_code(std::string_view secret_code, int steps = 0) {
    const auto seed = codec::base32_decode(secret_code);
    REQUIRE(seed.ok());
    const std::int64_t now_s = engine->now_us() / kMicrosPerSecond;
    return crypto::totp::code(*seed, crypto::totp::step_at(now_s) + steps);
  }
  // Another code than that, also a step earlier and later.
  std::string wrong_app_code(std::string_view secret_code) {
    for (int number = 100'000;; ++number) {
      const std::string code = std::to_string(number);
      bool right = false;
      for (const int steps : {-1, 0, 1}) right = right || app_code(secret_code, steps) == code;
      if (!right) return code;
    }
  }
  static std::string other_code(std::string code) {
    code[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
    return code;
  }

  // Registers an app for a signed-in user and returns its secret. The clock moves on a step, so
  // that the next code is a fresh one.
  std::string register_app(std::string_view access_token) {
    const Json associated = run("AssociateSoftwareToken", object("AccessToken", access_token));
    const std::string secret(associated.get_string("SecretCode"));
    run("VerifySoftwareToken", object("AccessToken", access_token, "UserCode", app_code(secret),
                                      "FriendlyDeviceName", "phone"));
    advance_s(30);
    return secret;
  }

  // The first step of a sign-in with the password: a challenge or tokens.
  Json begin(std::string_view name, std::string_view client_id = {}) {
    return run("InitiateAuth", password_request(name, kPassword, client_id));
  }
  static std::string challenge(const Json& response) {
    return std::string(response.get_string("ChallengeName", "(tokens)"));
  }
  static std::string session(const Json& response) {
    return std::string(response.get_string("Session"));
  }
  static std::string parameter(const Json& response, std::string_view name) {
    return std::string(response.find("ChallengeParameters")->get_string(name));
  }

  template <class... Members>
  Json answer_request(std::string_view challenge, std::string_view name,
                      std::string_view session_text, Members&&... members) {
    return respond_request(challenge, object("USERNAME", name, std::forward<Members>(members)...),
                           {}, session_text);
  }
  template <class... Members>
  Json answer(std::string_view challenge, std::string_view name, std::string_view session_text,
              Members&&... members) {
    return run("RespondToAuthChallenge",
               answer_request(challenge, name, session_text, std::forward<Members>(members)...));
  }
  template <class... Members>
  std::string answer_refusal(std::string_view challenge, std::string_view name,
                             std::string_view session_text, Members&&... members) {
    return refusal("RespondToAuthChallenge", answer_request(challenge, name, session_text,
                                                            std::forward<Members>(members)...));
  }
};

struct RequiredMfaFixture : MfaFixture {
  RequiredMfaFixture() : MfaFixture("ON") {}
};

}  // namespace postern::test
