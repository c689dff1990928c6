// Tracked sessions through the API.
#include "ops/auth_fixture.h"

using namespace postern;
using test::AuthFixture;
using test::json;
using test::object;

namespace {

struct SessionFixture : AuthFixture {
  SessionFixture() {
    track(20);
    sign_up_confirmed("ada");
  }

  Json configuration(std::string_view tracking, int per_user) {
    return Json::object()
        .set("UserPoolId", pool)
        .set("UserSessionTracking", tracking)
        .set("TokenSession", Json::object().set("MaxPerUser", per_user));
  }
  void track(int per_user) {
    run("SetUserPoolSessionConfiguration", configuration("ENABLED", per_user));
  }
  void sign_up_confirmed(std::string_view name) {
    run("AdminCreateUser", for_user(name, "MessageAction", "SUPPRESS"));
    run("AdminSetUserPassword", for_user(name, "Password", test::kPassword).set("Permanent", true));
  }
  Json::Array sessions(std::string_view name) {
    return run("AdminListUserSessions", for_user(name)).find("Sessions")->as_array();
  }
  static Json with_token(const Json& tokens) {
    return object("AccessToken", tokens.get_string("AccessToken"));
  }
  // The id of the caller's own session.
  std::string current(const Json& tokens) {
    const Json listed = run("ListUserSessions", with_token(tokens));
    for (const Json& one : listed.find("Sessions")->as_array()) {
      if (one.get_bool("IsCurrentSession")) return std::string(one.get_string("SessionId"));
    }
    return "(none)";
  }
  // "" while the access token is good.
  std::string access_of(const Json& tokens) { return outcome("GetUser", with_token(tokens)); }
  std::string refresh_of(const Json& tokens) {
    return outcome("InitiateAuth", refresh_request(tokens.get_string("RefreshToken")));
  }
};

constexpr std::string_view kRevoked = "NotAuthorizedException: Access Token has been revoked";

}  // namespace

TEST_CASE_METHOD(AuthFixture, "a pool tracks no sessions unless told to") {
  const Json shown = run("GetUserPoolSessionConfiguration", object("UserPoolId", pool));
  CHECK(shown.get_string("UserSessionTracking") == "DISABLED");
  CHECK(shown.find("TokenSession")->get_int("MaxPerUser") == 20);
  run("AdminCreateUser", for_user("ada", "MessageAction", "SUPPRESS"));
  CHECK(refusal("AdminListUserSessions", for_user("ada")) ==
        "InvalidParameterException: Session tracking is not enabled for the user pool.");
}

TEST_CASE_METHOD(SessionFixture, "the configuration is shown as it was set") {
  const Json set = run("SetUserPoolSessionConfiguration", configuration("ENABLED", 3));
  CHECK(run("GetUserPoolSessionConfiguration", object("UserPoolId", pool)) == set);
  run("UpdateUserPool", object("UserPoolId", pool));
  CHECK(run("GetUserPoolSessionConfiguration", object("UserPoolId", pool)) == set);
  for (const int bound : {0, 101}) {
    CHECK(refusal("SetUserPoolSessionConfiguration", configuration("ENABLED", bound))
              .starts_with("InvalidParameterException: 1 validation error detected"));
  }
}

TEST_CASE_METHOD(SessionFixture, "a client's configuration needs tracking, and outlives a pause") {
  const Json of_client = object("UserPoolId", pool, "ClientId", client);
  const auto minutes = [&](int value) {
    return Json(of_client).set("SSOSession", Json::object().set("MaxValidityMinutes", value));
  };
  CHECK(run("GetUserPoolClientSessionConfiguration", of_client)
            .find("SSOSession")
            ->get_int("MaxValidityMinutes") == 60);
  run("SetUserPoolClientSessionConfiguration", minutes(0));
  run("SetUserPoolSessionConfiguration", configuration("DISABLED", 20));
  CHECK(refusal("SetUserPoolClientSessionConfiguration", minutes(5)) ==
        "InvalidParameterException: Session tracking is not enabled for the user pool.");
  CHECK(run("GetUserPoolClientSessionConfiguration", of_client)
            .find("SSOSession")
            ->get_int("MaxValidityMinutes", -1) == 0);
}

TEST_CASE_METHOD(AuthFixture,
                 "a pool goes to LITE once none of its clients chooses first factors") {
  const Json lite = test::for_pool(pool, R"({"UserPoolTier":"LITE"})");
  const std::string chooser = make_client(R"({"ExplicitAuthFlows":["ALLOW_USER_AUTH"]})");
  CHECK(refusal("UpdateUserPool", lite) ==
        "TierChangeNotAllowedException: ALLOW_USER_AUTH is not available in the LITE tier: disable "
        "it for client " +
            chooser + " first.");
  Json without = object("UserPoolId", pool, "ClientId", chooser);
  run("UpdateUserPoolClient", without.set("ExplicitAuthFlows", json(R"(["ALLOW_USER_SRP_AUTH"])")));
  run("UpdateUserPool", lite);
}

TEST_CASE_METHOD(AuthFixture, "tracking is not part of the LITE plan") {
  const std::string lite = make_pool(R"({"UserPoolTier":"LITE"})");
  const Json request = Json::object()
                           .set("UserPoolId", lite)
                           .set("UserSessionTracking", "ENABLED")
                           .set("TokenSession", Json::object().set("MaxPerUser", 5));
  CHECK(refusal("SetUserPoolSessionConfiguration", request)
            .starts_with("FeatureUnavailableInTierException: "));
  // Nor of a pool that becomes one of that plan, which has to stop tracking first.
  const std::string shrinking = make_pool("{}");
  Json tracking = request;
  run("SetUserPoolSessionConfiguration", tracking.set("UserPoolId", shrinking));
  const Json shrink = test::for_pool(shrinking, R"({"UserPoolTier":"LITE"})");
  CHECK(refusal("UpdateUserPool", shrink).starts_with("TierChangeNotAllowedException: "));
  run("SetUserPoolSessionConfiguration", tracking.set("UserSessionTracking", "DISABLED"));
  run("UpdateUserPool", shrink);
}

TEST_CASE_METHOD(SessionFixture, "a user sees their sessions of all clients, and which is theirs") {
  const Json first = sign_in("ada");
  advance_s(10);
  const Json second = sign_in("ada", test::kPassword, hiding);
  const Json listed = run("ListUserSessions", with_token(second));
  const Json::Array& sessions = listed.find("Sessions")->as_array();
  REQUIRE(sessions.size() == 2);
  CHECK(sessions[0].get_string("ClientId") == hiding);
  CHECK(sessions[0].get_bool("IsCurrentSession"));
  CHECK(sessions[1].get_string("ClientId") == client);
  CHECK_FALSE(sessions[1].get_bool("IsCurrentSession"));
  CHECK(sessions[0].get_string("SessionType") == "TOKEN");
  CHECK(sessions[0].get_string("DeviceType") == "unknown");
  CHECK(sessions[0].get_string("SessionId").starts_with("tkn"));
  for (const Json& one : this->sessions("ada")) CHECK_FALSE(one.get_bool("IsCurrentSession"));
}

TEST_CASE_METHOD(SessionFixture, "a refresh is activity of its session") {
  const Json tokens = sign_in("ada");
  const Json before = sessions("ada").front();
  advance_s(100);
  tokens_of(run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))));
  const Json after = sessions("ada").front();
  CHECK(after.find("LastActiveDate")->as_double() ==
        before.find("LastActiveDate")->as_double() + 100);
  CHECK(*after.find("CreateDate") == *before.find("CreateDate"));
}

TEST_CASE_METHOD(SessionFixture, "revoking a session ends it at once, and no other") {
  const Json mine = sign_in("ada");
  const Json other = sign_in("ada");
  CHECK(access_of(other) == "");
  run("RevokeUserSession", with_token(mine).set("SessionId", current(other)));
  CHECK(access_of(other) == kRevoked);
  CHECK(refresh_of(other) == "NotAuthorizedException: Refresh Token has been revoked");
  CHECK(access_of(mine) == "");
  CHECK(sessions("ada").size() == 1);
}

TEST_CASE_METHOD(SessionFixture, "the session one speaks through cannot be revoked by oneself") {
  const Json tokens = sign_in("ada");
  const std::string id = current(tokens);
  CHECK(refusal("RevokeUserSession", with_token(tokens).set("SessionId", id)) ==
        "InvalidParameterException: The current session cannot be revoked.");
  run("AdminRevokeUserSession", for_user("ada", "SessionId", id));
  CHECK(access_of(tokens) == kRevoked);
}

TEST_CASE_METHOD(SessionFixture, "A09: nobody revokes a session of somebody else") {
  sign_up_confirmed("bob");
  const Json ada = sign_in("ada");
  const Json bob = sign_in("bob");
  CHECK(refusal("RevokeUserSession", with_token(bob).set("SessionId", current(ada))) ==
        "ResourceNotFoundException: Session does not exist.");
  CHECK(refusal("AdminRevokeUserSession", for_user("bob", "SessionId", current(ada))) ==
        "ResourceNotFoundException: Session does not exist.");
  CHECK(access_of(ada) == "");
}

TEST_CASE_METHOD(SessionFixture, "the session used least recently makes room for a new one") {
  track(2);
  const Json first = sign_in("ada");
  advance_s(10);
  const Json second = sign_in("ada");
  advance_s(10);
  tokens_of(run("InitiateAuth", refresh_request(first.get_string("RefreshToken"))));
  const Json third = sign_in("ada");
  CHECK(access_of(second) == kRevoked);
  CHECK(access_of(first) == "");
  CHECK(access_of(third) == "");
  CHECK(sessions("ada").size() == 2);
  track(1);
  advance_s(1);
  const Json fourth = sign_in("ada");
  CHECK(access_of(third) == kRevoked);
  CHECK(access_of(fourth) == "");
}

TEST_CASE_METHOD(SessionFixture, "sessions that ended otherwise are not listed and take no room") {
  track(1);
  const Json first = sign_in("ada");
  run("RevokeToken", object("ClientId", client, "Token", first.get_string("RefreshToken")));
  CHECK(sessions("ada").empty());
  sign_in("ada");
  advance_s(31 * 86'400);
  CHECK(sessions("ada").empty());
  const Json last = sign_in("ada");
  run("AdminUserGlobalSignOut", for_user("ada"));
  CHECK(sessions("ada").empty());
}

TEST_CASE_METHOD(SessionFixture, "nothing is kept where tracking is switched off") {
  const Json tokens = sign_in("ada");
  run("SetUserPoolSessionConfiguration", configuration("DISABLED", 20));
  track(20);
  CHECK(sessions("ada").empty());
  CHECK(access_of(tokens) == "");
  // Its next use is noticed again.
  tokens_of(run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))));
  CHECK(sessions("ada").size() == 1);
}

TEST_CASE_METHOD(SessionFixture, "a refresh tells where its session is used from") {
  const Json tokens = sign_in("ada");
  Json request = auth_request("REFRESH_TOKEN_AUTH",
                              object("REFRESH_TOKEN", tokens.get_string("RefreshToken")));
  request.set("UserPoolId", pool)
      .set("ContextData", object("IpAddress", "198.51.100.4", "ServerName", "s", "ServerPath", "/")
                              .set("HttpHeaders", Json::array()));
  run("AdminInitiateAuth", request);
  CHECK(sessions("ada").front().get_string("LastIPAddress") == "198.51.100.4");
}
