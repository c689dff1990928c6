// A pool that signs in with codes as well as passwords, and a client that lets users choose.
#pragma once

#include "ops/auth_fixture.h"

namespace postern::test {

inline constexpr std::string_view kPasswordless =
    R"({"AutoVerifiedAttributes":["email"],"Policies":{"SignInPolicy":
        {"AllowedFirstAuthFactors":["PASSWORD","EMAIL_OTP","SMS_OTP"]}}})";
inline constexpr std::string_view kCodeMismatch =
    "CodeMismatchException: Invalid code or auth state for the user.";
inline constexpr std::string_view kInvalidSession =
    "NotAuthorizedException: Invalid session for the user.";
inline constexpr std::string_view kUsedSession =
    "NotAuthorizedException: Invalid session for the user, session can only be used once.";

struct ChoiceFixture : AuthFixture {
  explicit ChoiceFixture(std::string_view pool_members = kPasswordless)
      : AuthFixture(pool_members) {
    constexpr std::string_view kFlows =
        R"("ExplicitAuthFlows":["ALLOW_USER_AUTH","ALLOW_USER_PASSWORD_AUTH",
           "ALLOW_REFRESH_TOKEN_AUTH"])";
    client = make_client("{" + std::string(kFlows) + "}");
    hiding = make_client(R"({"PreventUserExistenceErrors":"ENABLED",)" + std::string(kFlows) + "}");
  }

  // Requests of USER_AUTH, with more AuthParameters.
  template <class... Members>
  Json choose(std::string_view name, Members&&... members) {
    return auth_request("USER_AUTH", object("USERNAME", name, std::forward<Members>(members)...));
  }
  template <class... Members>
  Json choose_hiding(std::string_view name, Members&&... members) {
    Json request = choose(name, std::forward<Members>(members)...);
    return request.set("ClientId", hiding);
  }
  // The answer to a challenge, with its Session.
  template <class... Members>
  Json answer(const Json& challenge, std::string_view name, Members&&... members) {
    return respond_request(challenge.get_string("ChallengeName"),
                           object("USERNAME", name, std::forward<Members>(members)...), {},
                           challenge.get_string("Session"));
  }
  // The eight digits at the end of the newest message.
  std::string sign_in_code() {
    const std::string body(inbox.newest().get_string("Body"));
    const std::size_t begin = body.find_last_not_of("0123456789");
    return body.substr(begin == std::string::npos ? 0 : begin + 1);
  }
  Json ask_for_code(std::string_view name) {
    const Json challenge = run("InitiateAuth", choose(name, "PREFERRED_CHALLENGE", "EMAIL_OTP"));
    REQUIRE(challenge.get_string("ChallengeName") == "EMAIL_OTP");
    return challenge;
  }
  Json answer_code(const Json& challenge, std::string_view name, std::string_view code) {
    return answer(challenge, name, "EMAIL_OTP_CODE", code);
  }
  std::vector<std::string> available(const Json& challenge) {
    std::vector<std::string> names;
    for (const Json& name : challenge.find("AvailableChallenges")->as_array()) {
      names.push_back(name.as_string());
    }
    return names;
  }
};

inline std::string other_code(std::string code) {
  code.back() = code.back() == '9' ? '0' : static_cast<char>(code.back() + 1);
  return code;
}

}  // namespace postern::test
