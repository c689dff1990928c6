// Threat protection at work: shut-out addresses, unusual sign-ins, passwords that others know.
#include "ops/threat_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kInitiateAuth = "AWSCognitoIdentityProviderService.InitiateAuth";

}  // namespace

TEST_CASE_METHOD(ThreatFixture, "a first sign-in, and one like those before, has no risk") {
  act("BLOCK");
  at_home();
  at_home();
  CHECK(newest_risk() == "NoRisk ");
  CHECK(run("AdminInitiateAuth", from("203.0.113.200")).contains("AuthenticationResult"));
}

TEST_CASE_METHOD(ThreatFixture, "a network, a device, and failures make a sign-in more unusual") {
  at_home();
  run("AdminInitiateAuth", from(kAway, kLaptop));
  CHECK(newest_risk() == "AccountTakeover Low");
  advance_s(1);
  // That one is known by now; another network with another device is not.
  run("AdminInitiateAuth", from("192.0.2.1", kPhone));
  CHECK(newest_risk() == "AccountTakeover Medium");
  advance_s(1);
  for (int i = 0; i < 5; ++i) {
    refusal("AdminInitiateAuth", from("192.0.2.1", kPhone, kWrongPassword));
    advance_s(120);
  }
  run("AdminInitiateAuth", from("100.64.0.1", "curl"));
  CHECK(newest_risk() == "AccountTakeover High");
}

TEST_CASE_METHOD(ThreatFixture, "BLOCK refuses an unusual sign-in once the password is right") {
  act("BLOCK");
  at_home();
  CHECK(refusal("AdminInitiateAuth", from(kAway, kPhone, kWrongPassword)) == kNotAuthorized);
  CHECK(refusal("AdminInitiateAuth", from(kAway, kPhone)) == kBlocked);
  CHECK(newest_risk() == "Block Medium");
  CHECK(newest_event().get_string("EventResponse") == "Fail");
  CHECK(newest_event()
            .find("ChallengeResponses")
            ->as_array()
            .front()
            .get_string("ChallengeResponse") == "Success");
  at_home();
}

TEST_CASE_METHOD(ThreatFixture, "AUDIT notes a risk and acts on none") {
  set_mode("AUDIT");
  act("BLOCK", /*notify=*/true);
  at_home();
  const std::size_t sent = inbox.size();
  CHECK(run("AdminInitiateAuth", from(kAway, kPhone)).contains("AuthenticationResult"));
  CHECK(newest_risk() == "AccountTakeover Medium");
  CHECK(inbox.size() == sent);
}

TEST_CASE_METHOD(ThreatFixture, "M05: an unusual sign-in owes a second factor where there is one") {
  act("MFA_REQUIRED");
  at_home();
  const Json asked = run("AdminInitiateAuth", from(kAway, kPhone));
  REQUIRE(challenge(asked) == "EMAIL_OTP");
  const Json done =
      run("AdminRespondToAuthChallenge",
          answer_request("EMAIL_OTP", "ada", session(asked), "EMAIL_OTP_CODE", inbox.code())
              .set("UserPoolId", pool));
  CHECK(done.contains("AuthenticationResult"));
  CHECK(newest_risk() == "AccountTakeover Medium");
  CHECK(newest_event().get_string("EventResponse") == "Pass");
  at_home();
}

TEST_CASE_METHOD(ThreatFixture, "without a factor to ask for, MFA_REQUIRED blocks") {
  run("AdminDeleteUserAttributes", for_user("ada").set("UserAttributeNames", json(R"(["email"])")));
  at_home();
  SECTION("as it says") {
    act("MFA_REQUIRED");
    CHECK(refusal("AdminInitiateAuth", from(kAway, kPhone)) == kBlocked);
  }
  SECTION("and MFA_IF_CONFIGURED does not") {
    act("MFA_IF_CONFIGURED");
    CHECK(run("AdminInitiateAuth", from(kAway, kPhone)).contains("AuthenticationResult"));
  }
}

TEST_CASE_METHOD(ThreatFixture, "what the user says was not them is blocked when it comes again") {
  configure(R"({"AccountTakeoverRiskConfiguration":{"Actions":{
                  "HighAction":{"EventAction":"BLOCK","Notify":false}}}})");
  at_home();
  CHECK(run("AdminInitiateAuth", from(kAway, kPhone)).contains("AuthenticationResult"));
  const std::string event(newest_event().get_string("EventId"));
  advance_s(1);
  run("AdminUpdateAuthEventFeedback",
      for_user("ada", "EventId", event, "FeedbackValue", "Invalid"));
  CHECK(refusal("AdminInitiateAuth", from(kAway, kPhone)) == kBlocked);
  CHECK(newest_risk() == "Block High");
  at_home();
}

TEST_CASE_METHOD(ThreatFixture, "ranges of addresses are shut out, or not looked at") {
  configure(R"({"AccountTakeoverRiskConfiguration":{"Actions":{
                  "LowAction":{"EventAction":"BLOCK","Notify":false},
                  "MediumAction":{"EventAction":"BLOCK","Notify":false}}},
                "RiskExceptionConfiguration":{"BlockedIPRangeList":["192.0.2.0/24","2001:db8::/32"],
                                              "SkippedIPRangeList":["198.51.100.0/24"]}})");
  at_home();
  CHECK(run("AdminInitiateAuth", from(kAway, kPhone)).contains("AuthenticationResult"));
  advance_s(1);
  CHECK(refusal("AdminInitiateAuth", from("192.0.2.77")) == kBlocked);
  CHECK(newest_risk() == "Block High");
  CHECK(refusal("AdminInitiateAuth", from("2001:db8::1")) == kBlocked);
  CHECK(refusal("AdminInitiateAuth", from("::ffff:192.0.2.77")) == kBlocked);
  CHECK(refusal("AdminInitiateAuth", from("192.0.3.1")) == kBlocked);  // New, so of low risk.
  at_home();
  set_mode("AUDIT");
  CHECK(run("AdminInitiateAuth", from("192.0.2.77")).contains("AuthenticationResult"));
}

TEST_CASE_METHOD(ThreatFixture, "the address a public request comes from counts") {
  configure(R"({"RiskExceptionConfiguration":{"BlockedIPRangeList":["192.0.2.0/24"]}})");
  const std::string request = password_request("ada", kPassword).dump();
  const auto from_address = [&](std::string_view address) {
    return engine->call({.kind = ops::Caller::Kind::anonymous,
                         .access_key_id = {},
                         .remote_address = std::string(address)},
                        "InitiateAuth", request);
  };
  const auto refused = from_address("192.0.2.4");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "Unable to login because of security reasons.");
  CHECK(from_address(kHome).ok());
}

TEST_CASE_METHOD(ThreatFixture, "A13: where a request comes from is not for the request to say") {
  configure(R"({"RiskExceptionConfiguration":{"BlockedIPRangeList":["192.0.2.0/24"]}})");
  const auto from_address = [&](std::string_view address, std::string_view member) {
    Json request = password_request("ada", kPassword);
    request.set(member, object("IpAddress", kHome, "ServerName", "s", "ServerPath", "/",
                               "EncodedData", "x"));
    return engine
        ->call({.kind = ops::Caller::Kind::anonymous,
                .access_key_id = {},
                .remote_address = std::string(address)},
               "InitiateAuth", request.dump())
        .ok();
  };
  CHECK_FALSE(from_address("192.0.2.4", "ContextData"));
  CHECK_FALSE(from_address("192.0.2.4", "UserContextData"));
  CHECK(from_address(kHome, "UserContextData"));
}

TEST_CASE_METHOD(ThreatFixture, "L03: an address in a header is nobody's address") {
  configure(R"({"RiskExceptionConfiguration":{"BlockedIPRangeList":["192.0.2.0/24"]}})");
  const std::string body = password_request("ada", kPassword).dump();
  const auto status_from = [&](std::string_view address, std::string_view header_value) {
    return engine
        ->handle_http({.method = "POST",
                       .target = "/",
                       .headers = {{"Host", "localhost"},
                                   {"X-Forwarded-For", header_value},
                                   {"X-Real-IP", header_value},
                                   {"Content-Type", "application/x-amz-json-1.1"},
                                   {"X-Amz-Target", kInitiateAuth}},
                       .body = body,
                       .remote_address = address})
        .status;
  };
  CHECK(status_from("192.0.2.4", kHome) == 400);
  CHECK(status_from(kHome, "192.0.2.4") == 200);
}

TEST_CASE_METHOD(ThreatFixture, "a client's risk configuration stands in place of the pool's") {
  act("BLOCK");
  at_home();
  run("SetRiskConfiguration",
      for_pool(pool, R"({"RiskExceptionConfiguration":{"BlockedIPRangeList":["192.0.2.0/24"]}})")
          .set("ClientId", client));
  CHECK(run("AdminInitiateAuth", from(kAway, kPhone)).contains("AuthenticationResult"));
  CHECK(refusal("AdminInitiateAuth", from("192.0.2.4")) == kBlocked);
}

TEST_CASE_METHOD(ThreatFixture, "custom sign-ins are looked at where the pool says so") {
  act("BLOCK");
  at_home();
  const auto custom = [&] {
    const std::string id = make_client(R"({"ExplicitAuthFlows":["ALLOW_CUSTOM_AUTH"]})");
    Json request = from(kAway, kPhone);
    request.set("AuthFlow", "CUSTOM_AUTH").set("ClientId", id);
    return request.set("AuthParameters", object("USERNAME", "ada"));
  };
  REQUIRE(engine
              ->set_trigger("DefineAuthChallenge", 0, pool,
                            [](std::string_view) -> Result<std::string> {
                              return std::string(R"({"response":{"issueTokens":true,
                                                     "failAuthentication":false}})");
                            })
              .ok());
  CHECK(run("AdminInitiateAuth", custom()).contains("AuthenticationResult"));
  set_mode("ENFORCED", R"(,"AdvancedSecurityAdditionalFlows":{"CustomAuthMode":"ENFORCED"})");
  Json elsewhere = custom();
  elsewhere.find("ContextData")->set("IpAddress", "192.0.2.1");
  CHECK(refusal("AdminInitiateAuth", elsewhere) == kBlocked);
}

TEST_CASE_METHOD(ThreatFixture, "a password that others know has to be replaced") {
  configure(R"({"CompromisedCredentialsRiskConfiguration":{"Actions":{"EventAction":"BLOCK"}}})");
  run("AdminSetUserPassword", for_user("ada", "Password", "P@ssw0rd123").set("Permanent", true));
  CHECK(refusal("AdminInitiateAuth", from(kHome, kLaptop, "P@ssw0rd124")) == kNotAuthorized);
  advance_s(1);  // Or neither event is the newer one.
  CHECK(refusal("AdminInitiateAuth", from(kHome, kLaptop, "P@ssw0rd123")) ==
        "PasswordResetRequiredException: Password reset required for the user");
  CHECK(newest_event().find("EventRisk")->get_bool("CompromisedCredentialsDetected"));
  CHECK(status() == "RESET_REQUIRED");
  run("AdminSetUserPassword", for_user("ada", "Password", kPassword).set("Permanent", true));
  at_home();
}

TEST_CASE_METHOD(ThreatFixture, "a password that others know is not taken") {
  Json sign_up = object("ClientId", client, "Username", "bob", "Password", "Welcome2026!");
  const Json token = tokens_of(run("AdminInitiateAuth", from(kHome)));
  const Json change = object("AccessToken", token.get_string("AccessToken"), "PreviousPassword",
                             kPassword, "ProposedPassword", "Qwerty123!");
  constexpr std::string_view kRefused =
      "InvalidPasswordException: Provided password cannot be used for security reasons.";
  SECTION("where the pool blocks it") {
    configure(R"({"CompromisedCredentialsRiskConfiguration":{"Actions":{"EventAction":"BLOCK"}}})");
    CHECK(refusal("SignUp", sign_up) == kRefused);
    CHECK(refusal("ChangePassword", change) == kRefused);
    run("SignUp", sign_up.set("Password", kPassword));
  }
  SECTION("and only there") {
    configure(R"({"CompromisedCredentialsRiskConfiguration":{"EventFilter":["SIGN_UP"],
                  "Actions":{"EventAction":"BLOCK"}}})");
    CHECK(refusal("SignUp", sign_up) == kRefused);
    run("ChangePassword", change);
  }
  SECTION("not in a pool that only looks on") {
    configure(R"({"CompromisedCredentialsRiskConfiguration":{"Actions":{"EventAction":"BLOCK"}}})");
    set_mode("AUDIT");
    run("SignUp", sign_up);
  }
}

TEST_CASE_METHOD(ThreatFixture, "the host says which passwords others know") {
  configure(R"({"CompromisedCredentialsRiskConfiguration":{"Actions":{"EventAction":"BLOCK"}}})");
  std::vector<Json> events;
  REQUIRE(engine
              ->set_trigger("CompromisedPassword", 0, pool,
                            [&](std::string_view text) -> Result<std::string> {
                              events.push_back(json(text));
                              const bool known = events.back().find("request")->get_string(
                                                     "password") == "Leaked-Horse-7";
                              return R"({"response":{"compromised":)" +
                                     std::string(known ? "true" : "false") + "}}";
                            })
              .ok());
  CHECK(
      refusal("SignUp", object("ClientId", client, "Username", "bob", "Password", "Leaked-Horse-7"))
          .starts_with("InvalidPasswordException: "));
  CHECK(events.back().get_string("triggerSource") == "CompromisedPassword_SignUp");
  // Its word counts, not the engine's own list.
  run("SignUp", object("ClientId", client, "Username", "bob", "Password", "Welcome2026!"));
  const std::size_t asked = events.size();
  refusal("AdminInitiateAuth", from(kHome, kLaptop, kWrongPassword));
  CHECK(events.size() == asked);  // Only right passwords are shown to it at sign-in.
  at_home();
  CHECK(events.back().get_string("triggerSource") == "CompromisedPassword_SignIn");
}
