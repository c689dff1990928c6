// Signing in from a device that is remembered, refreshing from it, and forgetting it.
#include "ops/device_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kInvalidToken = "NotAuthorizedException: Invalid Refresh Token";
constexpr std::string_view kInvalidSession =
    "NotAuthorizedException: Invalid session for the user.";

}  // namespace

TEST_CASE("a pool without DeviceConfiguration tracks no device") {
  AuthFixture fixture;
  fixture.new_confirmed("alice");
  const Json tokens = fixture.sign_in("alice");
  CHECK_FALSE(tokens.contains("NewDeviceMetadata"));
  CHECK(fixture
            .outcome("InitiateAuth",
                     fixture.auth_request("USER_PASSWORD_AUTH",
                                          object("USERNAME", "alice", "PASSWORD", kPassword,
                                                 "DEVICE_KEY", "us-east-1_0a")))
            .empty());
  CHECK(fixture.outcome("InitiateAuth", fixture.refresh_request(tokens.get_string("RefreshToken")))
            .empty());
}

TEST_CASE_METHOD(DeviceFixture, "a remembered device proves itself after the password") {
  record("PostAuthentication");
  record("PreTokenGeneration");
  const auto [tokens, device] = confirm();
  CHECK(events.at(0).find("request")->get_bool("newDeviceUsed"));
  events.clear();
  const Json challenge = run("InitiateAuth", start_request("alice", device.key));
  CHECK(challenge.get_string("ChallengeName") == "DEVICE_SRP_AUTH");
  CHECK(events.empty());
  const Json again = tokens_of(prove(challenge, device));
  CHECK_FALSE(again.contains("NewDeviceMetadata"));
  CHECK(claims(again.get_string("AccessToken")).get_string("device_key") == device.key);
  CHECK_FALSE(events.at(0).find("request")->get_bool("newDeviceUsed"));
  CHECK(events.at(1).get_string("triggerSource") == "TokenGeneration_AuthenticateDevice");
}

TEST_CASE_METHOD(DeviceFixture, "the device follows a password proven by SRP as well") {
  const OwnDevice device = confirm().device;
  Json responses = srp_responses(start_srp("alice"), kPassword);
  const Json challenge =
      run("RespondToAuthChallenge",
          respond_request("PASSWORD_VERIFIER", responses.set("DEVICE_KEY", device.key)));
  CHECK(tokens_of(prove(challenge, device)).contains("AccessToken"));
}

TEST_CASE_METHOD(DeviceFixture, "a wrong device secret is a wrong password, and counts as one") {
  const OwnDevice device = confirm().device;
  const auto guess = [&](std::string_view secret) {
    const Json challenge = run("InitiateAuth", start_request("alice", device.key));
    const DeviceStart start = start_device(challenge, device);
    return outcome("RespondToAuthChallenge", device_answer(start, device, secret));
  };
  CHECK(guess("guess") == kNotAuthorized);
  CHECK(guess(kDeviceSecret).empty());
  const Json challenge = run("InitiateAuth", start_request("alice", device.key));
  for (int i = 0; i < 4; ++i) CHECK(guess("guess") == kNotAuthorized);
  CHECK(run("InitiateAuth", start_request("alice", device.key)).contains("Session"));
  CHECK(guess("guess") == kNotAuthorized);
  CHECK(outcome("InitiateAuth", start_request("alice", device.key)) == kLockedOut);
}

TEST_CASE_METHOD(DeviceFixture,
                 "S13, M12: another user's device and another's answers are worth nothing") {
  new_confirmed("bob");
  const OwnDevice device = confirm().device;
  CHECK(refusal("InitiateAuth", start_request("bob", device.key)) == kNoDevice);
  const Confirmed bobs = confirm("bob");
  const Json challenge = run("InitiateAuth", start_request("alice", device.key));
  SrpClient srp = SrpClient::create(device.group_key, 32);
  CHECK(refusal("RespondToAuthChallenge",
                device_srp_request(challenge, srp.A_hex(), bobs.device.key)) == kNoDevice);
  CHECK(refusal("RespondToAuthChallenge",
                device_srp_request(challenge, srp.A_hex(), device.key, "bob")) == kInvalidSession);
  const DeviceStart start = start_device(challenge, device);
  Json answer = device_answer(start, device, kDeviceSecret);
  Json responses = *answer.find("ChallengeResponses");
  Json foreign = responses;
  CHECK(refusal("RespondToAuthChallenge",
                respond_request("DEVICE_PASSWORD_VERIFIER", foreign.set("USERNAME", "bob"))) ==
        kInvalidSession);
  // A block of one kind is none of the other (O33).
  CHECK(refusal("RespondToAuthChallenge", respond_request("PASSWORD_VERIFIER", responses)) ==
        kInvalidSession);
  CHECK(refusal("RespondToAuthChallenge",
                respond_request("DEVICE_PASSWORD_VERIFIER",
                                srp_responses(start_srp("alice"), kPassword))) == kInvalidSession);
  CHECK(outcome("RespondToAuthChallenge", answer).empty());
  CHECK(outcome("RespondToAuthChallenge", answer) == kInvalidSession);
}

TEST_CASE_METHOD(DeviceFixture,
                 "clients that lose the Session of DEVICE_SRP_AUTH are found again") {
  const OwnDevice device = confirm().device;
  const Json password_only = object("Session", "");
  // Nobody has proven the password yet.
  CHECK(refusal("RespondToAuthChallenge", device_srp_request(password_only, "5", device.key)) ==
        kInvalidSession);
  const auto begin = [&] {
    const Json challenge = run("InitiateAuth", start_request("alice", device.key));
    REQUIRE(challenge.get_string("ChallengeName") == "DEVICE_SRP_AUTH");
  };
  begin();
  for (const std::string_view lost : {"", "the-session-of-the-challenge-before"}) {
    begin();
    const Json challenge = object("ChallengeName", "DEVICE_SRP_AUTH", "Session", lost);
    CHECK(tokens_of(prove(challenge, device)).contains("AccessToken"));
    CHECK(refusal("RespondToAuthChallenge", device_srp_request(challenge, "5", device.key)) ==
          kInvalidSession);
  }
  begin();
  advance_s(180);
  CHECK_FALSE(outcome("RespondToAuthChallenge", device_srp_request(password_only, "5", device.key))
                  .empty());
}

TEST_CASE_METHOD(DeviceFixture, "S01, S02: a device's A is refused when it is no public value") {
  const OwnDevice device = confirm().device;
  const Json challenge = run("InitiateAuth", start_request("alice", device.key));
  for (const std::string& A : {std::string("0"), std::string("xyz"), std::string(769, '1')}) {
    CHECK(refusal("RespondToAuthChallenge", device_srp_request(challenge, A, device.key)) ==
          "InvalidParameterException: SRP_A is not a valid SRP public value.");
  }
  CHECK(tokens_of(prove(challenge, device)).contains("AccessToken"));
}

TEST_CASE_METHOD(DeviceFixture, "a stale key is refused, and the same answer without it is not") {
  constexpr std::string_view kStale = "us-east-1_00000000-0000-4000-8000-000000000000";
  CHECK(refusal("InitiateAuth", start_request("alice", kStale)) == kNoDevice);
  // A wrong password does not tell which devices exist.
  CHECK(refusal("InitiateAuth", auth_request("USER_PASSWORD_AUTH",
                                             object("USERNAME", "alice", "PASSWORD", kWrongPassword,
                                                    "DEVICE_KEY", kStale))) == kNotAuthorized);
  Json responses = srp_responses(start_srp("alice"), kPassword);
  responses.set("DEVICE_KEY", kStale);
  CHECK(refusal("RespondToAuthChallenge", respond_request("PASSWORD_VERIFIER", responses)) ==
        kNoDevice);
  // As amazon-cognito-identity-js repeats it.
  responses.set("DEVICE_KEY", nullptr);
  const Json tokens =
      run("RespondToAuthChallenge", respond_request("PASSWORD_VERIFIER", responses));
  CHECK(tokens_of(tokens).contains("NewDeviceMetadata"));
}

TEST_CASE_METHOD(DeviceFixture,
                 "the flows of administrators name devices and do not challenge them") {
  const OwnDevice device = confirm().device;
  const Json parameters =
      object("USERNAME", "alice", "PASSWORD", kPassword, "DEVICE_KEY", device.key);
  const Json tokens =
      tokens_of(run("AdminInitiateAuth",
                    auth_request("ADMIN_USER_PASSWORD_AUTH", parameters).set("UserPoolId", pool)));
  CHECK(claims(tokens.get_string("AccessToken")).get_string("device_key") == device.key);
  // What began at the public door and owes its device is not finished at the other.
  const Json challenge = run("InitiateAuth", start_request("alice", device.key));
  CHECK(refusal("AdminRespondToAuthChallenge",
                respond_request("NEW_PASSWORD_REQUIRED",
                                object("USERNAME", "alice", "NEW_PASSWORD", "Chosen-Horse-8"), {},
                                challenge.get_string("Session"))
                    .set("UserPoolId", pool)) == kInvalidSession);
}

TEST_CASE_METHOD(DeviceFixture, "a session is refreshed by the device it began on alone") {
  const auto [tokens, device] = confirm();
  CHECK(outcome("InitiateAuth", refresh_from(tokens, device.key)).empty());
  CHECK(refusal("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))) ==
        kInvalidToken);
  CHECK(refusal("InitiateAuth", refresh_from(tokens, confirm().device.key)) == kInvalidToken);
  Json request = object("ClientId", client, "RefreshToken", tokens.get_string("RefreshToken"));
  CHECK(refusal("GetTokensFromRefreshToken", request) == kInvalidToken);
  const Json fresh =
      tokens_of(run("GetTokensFromRefreshToken", request.set("DeviceKey", device.key)));
  CHECK(claims(fresh.get_string("AccessToken")).get_string("device_key") == device.key);
}

TEST_CASE_METHOD(DeviceFixture, "O19: a replaced token ends its family, also without its device") {
  const std::string rotating = make_client(R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"],
      "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":0}})");
  const Json tokens = sign_in("alice", kPassword, rotating);
  const OwnDevice device = device_of(tokens);
  Json request = object("ClientId", rotating, "RefreshToken", tokens.get_string("RefreshToken"));
  CHECK(refusal("GetTokensFromRefreshToken", request) == kInvalidToken);
  const Json next =
      tokens_of(run("GetTokensFromRefreshToken", Json(request).set("DeviceKey", device.key)));
  CHECK(refusal("GetTokensFromRefreshToken", request) ==
        "RefreshTokenReuseException: Refresh Token has been used before");
  CHECK(refusal("GetTokensFromRefreshToken",
                object("ClientId", rotating, "RefreshToken", next.get_string("RefreshToken"),
                       "DeviceKey", device.key)) ==
        "NotAuthorizedException: Refresh Token has been revoked");
}

TEST_CASE_METHOD(DeviceFixture,
                 "M12: a forgotten device's sessions end, and it proves nothing more") {
  const auto [tokens, device] = confirm();
  const Json elsewhere = sign_in("alice");
  const Json begun = run("InitiateAuth", start_request("alice", device.key));
  const DeviceStart start = start_device(begun, device);
  constexpr std::string_view kRevoked = "NotAuthorizedException: Refresh Token has been revoked";
  SECTION("from another device") {
    run("ForgetDevice", device_request(elsewhere, device.key));
    CHECK(refusal("InitiateAuth", refresh_from(tokens, device.key)) == kRevoked);
    CHECK(refusal("GetUser", object("AccessToken", tokens.get_string("AccessToken"))) ==
          "NotAuthorizedException: Access Token has been revoked");
  }
  SECTION("by an administrator") {
    run("AdminForgetDevice", for_user("alice", "DeviceKey", device.key));
    CHECK(refusal("InitiateAuth", refresh_from(tokens, device.key)) == kRevoked);
  }
  SECTION("by itself: its access token goes on for what it has left") {
    run("ForgetDevice", device_request(tokens, device.key));
    CHECK(outcome("InitiateAuth", refresh_from(tokens, device.key)) ==
          "NotAuthorizedException: Refresh Token has expired");
    run("GetUser", object("AccessToken", tokens.get_string("AccessToken")));
  }
  CHECK(refusal("RespondToAuthChallenge", device_answer(start, device, kDeviceSecret)) ==
        kNoDevice);
  CHECK(refusal("InitiateAuth", start_request("alice", device.key)) == kNoDevice);
  CHECK(refusal("ForgetDevice", device_request(elsewhere, device.key)) == kNoDevice);
  run("GetUser", object("AccessToken", elsewhere.get_string("AccessToken")));
}

TEST_CASE_METHOD(DeviceFixture,
                 "T08: a device that is no longer remembered when it answers proves nothing") {
  const OwnDevice device = confirm().device;
  const DeviceStart start =
      start_device(run("InitiateAuth", start_request("alice", device.key)), device);
  run("AdminUpdateDeviceStatus",
      for_user("alice", "DeviceKey", device.key, "DeviceRememberedStatus", "not_remembered"));
  CHECK(refusal("RespondToAuthChallenge", device_answer(start, device, kDeviceSecret)) ==
        kNoDevice);
}

TEST_CASE_METHOD(DeviceFixture,
                 "M05: the host's functions decide, and then the device proves itself") {
  const OwnDevice device = confirm().device;
  const std::string custom = make_client(R"({"ExplicitAuthFlows":["ALLOW_CUSTOM_AUTH"]})");
  set("DefineAuthChallenge", [](std::string_view text) -> Result<std::string> {
    const bool first = json(text).find("request")->find("session")->empty();
    return first ? R"({"response":{"challengeName":"CUSTOM_CHALLENGE"}})"
                 : R"({"response":{"issueTokens":true}})";
  });
  const std::string long_name(3'000, 'm');
  answer("CreateAuthChallenge", R"({"response":{"challengeMetadata":")" + long_name + "\"}}");
  answer("VerifyAuthChallengeResponse", R"({"response":{"answerCorrect":true}})");
  const Json posed =
      run("InitiateAuth", auth_request("CUSTOM_AUTH", object("USERNAME", "alice"), custom));
  const auto reply = [&](std::string_view key) {
    return respond_request("CUSTOM_CHALLENGE",
                           object("USERNAME", "alice", "ANSWER", "x", "DEVICE_KEY", key), custom,
                           posed.get_string("Session"));
  };
  CHECK(refusal("RespondToAuthChallenge", reply("us-east-1_0")) == kNoDevice);
  const Json challenge = run("RespondToAuthChallenge", reply(device.key));
  CHECK(challenge.get_string("Session").size() <= 2048);
  client = custom;
  CHECK(tokens_of(prove(challenge, device)).contains("AccessToken"));
}
