// The history of what users did, and what was tried in their name.
#include "auth/feedback_token.h"
#include "codec/jwt_text.h"
#include "crypto/digest.h"
#include "ops/auth_fixture.h"

using namespace postern;
using test::AuthFixture;
using test::json;
using test::object;

namespace {

constexpr std::string_view kAudited =
    R"({"AutoVerifiedAttributes":["email"],"UserPoolTier":"PLUS",
        "UserPoolAddOns":{"AdvancedSecurityMode":"AUDIT"}})";

struct EventFixture : AuthFixture {
  EventFixture() : AuthFixture(kAudited) { add_user("ada"); }

  void add_user(std::string_view name) {
    run("AdminCreateUser", for_user(name, "MessageAction", "SUPPRESS"));
    run("AdminSetUserPassword", for_user(name, "Password", test::kPassword).set("Permanent", true));
  }
  Json::Array events(std::string_view name) {
    return run("AdminListUserAuthEvents", for_user(name)).find("AuthEvents")->as_array();
  }
  // "SignIn Pass Password=Success", newest first.
  std::vector<std::string> history(std::string_view name) {
    std::vector<std::string> lines;
    for (const Json& event : events(name)) {
      std::string line(event.get_string("EventType"));
      line.append(" ").append(event.get_string("EventResponse"));
      for (const Json& one : event.find("ChallengeResponses")->as_array()) {
        line.append(" ").append(one.get_string("ChallengeName"));
        line.append("=").append(one.get_string("ChallengeResponse"));
      }
      lines.push_back(std::move(line));
    }
    return lines;
  }
  std::string feedback_token(std::string_view name, std::string_view event_id,
                             std::string_view of_pool = {}) {
    test::SeededRandom random(99);
    const crypto::RotatingSealer sealer(crypto::derive_key(std::string(32, 'k'), "sealed-tokens"));
    const auth::SealedTokens sealed(sealer, Secret(std::string(32, 'd')), random);
    const std::string sub = attribute(name, "sub");
    return auth::seal_feedback_token(
        sealed, {of_pool.empty() ? std::string_view(pool) : of_pool, sub, event_id},
        clock->now_us());
  }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(AuthFixture, "a pool without threat protection keeps no history") {
  run("AdminCreateUser", for_user("ada", "MessageAction", "SUPPRESS"));
  const std::string_view refused =
      "UserPoolAddOnNotEnabledException: User pool doesn't have advanced security configured";
  CHECK(refusal("AdminListUserAuthEvents", for_user("ada")) == refused);
  CHECK(refusal("AdminUpdateAuthEventFeedback",
                for_user("ada", "EventId", "e", "FeedbackValue", "Valid")) == refused);
}

TEST_CASE_METHOD(EventFixture, "a sign-in is an event with the id its tokens carry") {
  const Json tokens = sign_in("ada");
  CHECK(history("ada") == Lines{"SignIn Pass Password=Success"});
  const Json event = events("ada").front();
  const auto parts = codec::split_jwt(tokens.get_string("AccessToken"));
  REQUIRE(parts.ok());
  CHECK(codec::decode_jwt_object(parts->payload)->get_string("event_id") ==
        event.get_string("EventId"));
  CHECK(event.find("EventRisk")->get_string("RiskDecision") == "NoRisk");
  CHECK_FALSE(event.contains("EventFeedback"));
}

TEST_CASE_METHOD(EventFixture, "what was tried and refused is kept, newest first") {
  sign_in_refusal("ada", test::kWrongPassword);
  advance_s(1);
  const test::SrpStart started = start_srp("ada");
  run("RespondToAuthChallenge", srp_request(started, test::kPassword));
  CHECK(history("ada") == Lines{"SignIn Pass Password=Success", "SignIn Fail Password=Failure"});
}

TEST_CASE_METHOD(EventFixture, "a sign-in of several steps is one event") {
  run("AdminCreateUser",
      for_user("eve", "MessageAction", "SUPPRESS", "TemporaryPassword", test::kPassword));
  const Json challenge = run("InitiateAuth", password_request("eve", test::kPassword));
  CHECK(history("eve") == Lines{"SignIn InProgress Password=Success"});
  advance_s(5);
  run("RespondToAuthChallenge",
      respond_request("NEW_PASSWORD_REQUIRED",
                      object("USERNAME", "eve", "NEW_PASSWORD", "Another-Horse-8"), client,
                      challenge.get_string("Session")));
  CHECK(history("eve") == Lines{"SignIn Pass Password=Success"});
}

TEST_CASE_METHOD(EventFixture, "signing up, codes and new passwords are events of their types") {
  run("SignUp", sign_up_request("bob", "bob@example.com"));
  run("ResendConfirmationCode", object("ClientId", client, "Username", "bob"));
  advance_s(1);
  run("ConfirmSignUp",
      object("ClientId", client, "Username", "bob", "ConfirmationCode", inbox.code()));
  CHECK(history("bob") == Lines{"SignUp Pass", "ResendCode Pass"});
  advance_s(1);
  run("ForgotPassword", object("ClientId", client, "Username", "bob"));
  advance_s(1);
  run("ConfirmForgotPassword", object("ClientId", client, "Username", "bob", "ConfirmationCode",
                                      inbox.code(), "Password", "Another-Horse-8"));
  CHECK(history("bob").front() == "ForgotPassword Pass");
  advance_s(1);
  const Json tokens = sign_in("bob", "Another-Horse-8");
  advance_s(1);
  run("ChangePassword", object("AccessToken", tokens.get_string("AccessToken"), "PreviousPassword",
                               "Another-Horse-8", "ProposedPassword", "Third-Horse-9"));
  CHECK(history("bob").front() == "PasswordChange Pass Password=Success");
}

TEST_CASE_METHOD(EventFixture, "T10: no event holds a secret") {
  sign_in("ada");
  sign_in_refusal("ada", test::kWrongPassword);
  const std::string shown = run("AdminListUserAuthEvents", for_user("ada")).dump();
  CHECK(shown.find(test::kPassword) == std::string::npos);
  CHECK(shown.find(test::kWrongPassword) == std::string::npos);
}

TEST_CASE_METHOD(EventFixture, "a refresh is no event") {
  const Json tokens = sign_in("ada");
  run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken")));
  CHECK(history("ada").size() == 1);
}

TEST_CASE_METHOD(EventFixture, "an address counts from an administrator or a trusted client") {
  const auto ip_of_newest = [&] {
    return std::string(events("ada").front().find("EventContextData")->get_string("IpAddress"));
  };
  Json request = password_request("ada", test::kPassword);
  request.set("UserContextData", object("IpAddress", "203.0.113.9"));
  run("InitiateAuth", request);
  CHECK(ip_of_newest().empty());
  advance_s(1);
  const Json trusted = *run("CreateUserPoolClient", json(R"({"ClientName":"server",
      "GenerateSecret":true,"EnablePropagateAdditionalUserContextData":true,
      "ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]})")
                                                        .set("UserPoolId", pool))
                            .find("UserPoolClient");
  const std::string trusted_id(trusted.get_string("ClientId"));
  const std::string proof = codec::base64_encode(
      crypto::hmac_sha256(trusted.get_string("ClientSecret"), "ada" + trusted_id));
  request = auth_request(
      "USER_PASSWORD_AUTH",
      object("USERNAME", "ada", "PASSWORD", test::kPassword, "SECRET_HASH", proof), trusted_id);
  run("InitiateAuth", request.set("UserContextData", object("IpAddress", "203.0.113.9")));
  CHECK(ip_of_newest() == "203.0.113.9");
  advance_s(1);
  Json admin = auth_request("ADMIN_USER_PASSWORD_AUTH",
                            object("USERNAME", "ada", "PASSWORD", test::kPassword));
  Json context = object("IpAddress", "2001:db8::7", "ServerName", "s", "ServerPath", "/");
  context.set("HttpHeaders",
              json(R"([{"headerName":"User-Agent","headerValue":"Firefox on Linux"}])"));
  run("AdminInitiateAuth", admin.set("UserPoolId", pool).set("ContextData", context));
  CHECK(ip_of_newest() == "2001:db8::7");
  CHECK(events("ada").front().find("EventContextData")->get_string("DeviceName") ==
        "Firefox on Linux");
  advance_s(1);
  context.set("IpAddress", "not an address");
  run("AdminInitiateAuth", admin.set("ContextData", context));
  CHECK(ip_of_newest().empty());
}

TEST_CASE_METHOD(EventFixture, "a tracked session knows where it is used from") {
  run("SetUserPoolSessionConfiguration",
      object("UserPoolId", pool, "UserSessionTracking", "ENABLED")
          .set("TokenSession", Json::object().set("MaxPerUser", 5)));
  Json admin = auth_request("ADMIN_USER_PASSWORD_AUTH",
                            object("USERNAME", "ada", "PASSWORD", test::kPassword));
  admin.set("UserPoolId", pool);
  Json context = object("IpAddress", "203.0.113.9", "ServerName", "s", "ServerPath", "/");
  run("AdminInitiateAuth", admin.set("ContextData", context.set("HttpHeaders", Json::array())));
  const Json listed = run("AdminListUserSessions", for_user("ada"));
  CHECK(listed.find("Sessions")->as_array().front().get_string("LastIPAddress") == "203.0.113.9");
}

TEST_CASE_METHOD(EventFixture, "the history is bounded, paged, and two years long") {
  for (int i = 0; i < 300; ++i) {
    advance_s(2);
    run("ForgotPassword", object("ClientId", hiding, "Username", "ada"));
    if (i % 4 == 3) advance_s(3'600);  // The hour's quota.
  }
  std::size_t seen = 0;
  Json request = for_user("ada").set("MaxResults", 50);
  for (;;) {
    const Json page = run("AdminListUserAuthEvents", request);
    seen += page.find("AuthEvents")->size();
    if (!page.contains("NextToken")) break;
    request.set("NextToken", page.get_string("NextToken"));
  }
  CHECK(seen == 256);
  advance_s(3 * 366 * 86'400LL);
  sign_in("ada");
  CHECK(history("ada").size() <= 256);
}

TEST_CASE_METHOD(EventFixture, "an administrator says whether an event was the user") {
  sign_in("ada");
  const std::string id(events("ada").front().get_string("EventId"));
  run("AdminUpdateAuthEventFeedback", for_user("ada", "EventId", id, "FeedbackValue", "Invalid"));
  const Json feedback = *events("ada").front().find("EventFeedback");
  CHECK(feedback.get_string("FeedbackValue") == "Invalid");
  CHECK(feedback.get_string("Provider") == "Admin");
  CHECK(refusal("AdminUpdateAuthEventFeedback",
                for_user("ada", "EventId", "none", "FeedbackValue", "Valid")) ==
        "ResourceNotFoundException: Auth event does not exist.");
}

TEST_CASE_METHOD(EventFixture, "O33: a user says so with the token of that very event") {
  sign_in("ada");
  add_user("bob");
  const std::string id(events("ada").front().get_string("EventId"));
  const auto request = [&](std::string_view name, std::string_view event_id,
                           std::string_view token) {
    return for_user(name, "EventId", event_id, "FeedbackValue", "Valid", "FeedbackToken", token);
  };
  const std::string token = feedback_token("ada", id);
  const std::string_view refused = "NotAuthorizedException: Invalid feedback token.";
  CHECK(refusal("UpdateAuthEventFeedback", request("ada", id, "x")) == refused);
  CHECK(refusal("UpdateAuthEventFeedback", request("ada", "other", token)) == refused);
  CHECK(refusal("UpdateAuthEventFeedback", request("bob", id, token)) == refused);
  CHECK(refusal("UpdateAuthEventFeedback",
                request("ada", id, feedback_token("ada", id, "us-east-1_other"))) == refused);
  // Nobody without a token learns who exists.
  CHECK(refusal("UpdateAuthEventFeedback", request("nobody", id, "x")) == refused);
  run("UpdateAuthEventFeedback", request("ada", id, token));
  CHECK(events("ada").front().find("EventFeedback")->get_string("Provider") == "User");
  advance_s(8 * 86'400);
  CHECK(refusal("UpdateAuthEventFeedback", request("ada", id, token)) == refused);
}

TEST_CASE_METHOD(EventFixture, "a deleted user leaves no history to a successor of the name") {
  sign_in("ada");
  run("AdminDeleteUser", for_user("ada"));
  add_user("ada");
  CHECK(history("ada").empty());
}
