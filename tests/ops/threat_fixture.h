// A pool under threat protection with a user, and sign-ins from places and devices.
#pragma once

#include "ops/mfa_fixture.h"

namespace postern::test {

inline constexpr std::string_view kBlocked =
    "NotAuthorizedException: Unable to login because of security reasons.";
inline constexpr std::string_view kHome = "203.0.113.9";
inline constexpr std::string_view kAway = "198.51.100.7";
inline constexpr std::string_view kLaptop = "Firefox on Linux";
inline constexpr std::string_view kPhone = "Safari on iOS";

struct ThreatFixture : MfaFixture {
  ThreatFixture() {
    set_mode("ENFORCED");
    new_member("ada", "", "ada@example.com");
  }

  void set_mode(std::string_view mode, std::string_view more = "") {
    run("UpdateUserPool", for_pool(pool, R"({"AutoVerifiedAttributes":["email"],
        "UserPoolTier":"PLUS","MfaConfiguration":"OPTIONAL","SmsConfiguration":)" +
                                             std::string(kSmsConfiguration) + R"(,
        "AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]},
        "UserPoolAddOns":{"AdvancedSecurityMode":")" +
                                             std::string(mode) + "\"" + std::string(more) + "}}"));
  }
  void configure(std::string_view members) { run("SetRiskConfiguration", for_pool(pool, members)); }
  // Every risk gets the same action.
  void act(std::string_view action, bool notify = false, std::string_view notices = "") {
    const std::string one = R"({"EventAction":")" + std::string(action) + R"(","Notify":)" +
                            (notify ? "true" : "false") + "}";
    configure(R"({"AccountTakeoverRiskConfiguration":{"Actions":{"LowAction":)" + one +
              R"(,"MediumAction":)" + one + R"(,"HighAction":)" + one +
              R"(},"NotifyConfiguration":{"SourceArn":"arn:aws:ses:us-east-1:1:identity/a")" +
              std::string(notices) + "}}}");
  }
  Json from(std::string_view ip, std::string_view device = kLaptop,
            std::string_view password = kPassword) {
    Json headers = Json::array();
    headers.push_back(object("headerName", "User-Agent", "headerValue", device));
    Json context = object("IpAddress", ip, "ServerName", "s", "ServerPath", "/");
    return auth_request("ADMIN_USER_PASSWORD_AUTH", object("USERNAME", "ada", "PASSWORD", password))
        .set("UserPoolId", pool)
        .set("ContextData", context.set("HttpHeaders", std::move(headers)));
  }
  void at_home() {
    CHECK(run("AdminInitiateAuth", from(kHome)).contains("AuthenticationResult"));
    advance_s(1);
  }
  Json newest_event() {
    return run("AdminListUserAuthEvents", for_user("ada")).find("AuthEvents")->as_array().front();
  }
  // "Block High", of the newest event.
  std::string newest_risk() {
    const Json event = newest_event();
    const Json& risk = *event.find("EventRisk");
    return std::string(risk.get_string("RiskDecision")) + " " +
           std::string(risk.get_string("RiskLevel"));
  }
  std::string status() {
    return std::string(run("AdminGetUser", for_user("ada")).get_string("UserStatus"));
  }
};

}  // namespace postern::test
