// Refresh tokens: who may use them, what ends them, and what their return betrays.
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kInvalid = "NotAuthorizedException: Invalid Refresh Token";
constexpr std::string_view kRevoked = "NotAuthorizedException: Refresh Token has been revoked";
constexpr std::string_view kReuse =
    "RefreshTokenReuseException: Refresh Token has been used before";

struct RefreshFixture : AuthFixture {
  std::string refresh_token;
  std::string access;

  RefreshFixture() {
    new_confirmed("alice");
    const Json tokens = sign_in("alice");
    refresh_token = tokens.get_string("RefreshToken");
    access = tokens.get_string("AccessToken");
  }
  std::string refresh() { return outcome("InitiateAuth", refresh_request(refresh_token)); }
};

// A client that rotates refresh tokens.
struct RotationFixture : AuthFixture {
  std::string rotating;

  RotationFixture() { new_confirmed("alice"); }

  std::string first(int grace_s) {
    rotating = make_client(R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":)" +
                           std::to_string(grace_s) + "}}");
    return std::string(sign_in("alice", kPassword, rotating).get_string("RefreshToken"));
  }
  Json rotate_request(std::string_view token) {
    return object("ClientId", rotating, "RefreshToken", token);
  }
  Json rotate(std::string_view token) {
    return tokens_of(run("GetTokensFromRefreshToken", rotate_request(token)));
  }
  std::string refused(std::string_view token) {
    return refusal("GetTokensFromRefreshToken", rotate_request(token));
  }
};

}  // namespace

TEST_CASE_METHOD(RefreshFixture,
                 "a refresh gives new tokens of the same sign-in, over both operations") {
  advance_s(3600);
  CHECK(refusal("GetUser", object("AccessToken", access)) ==
        "NotAuthorizedException: Access Token has expired");
  const Json tokens = tokens_of(run("InitiateAuth", refresh_request(refresh_token)));
  CHECK_FALSE(tokens.contains("RefreshToken"));
  run("GetUser", object("AccessToken", tokens.get_string("AccessToken")));
  const Json other =
      run("GetTokensFromRefreshToken", object("ClientId", client, "RefreshToken", refresh_token));
  CHECK_FALSE(other.contains("ChallengeParameters"));
  run("GetUser", object("AccessToken", tokens_of(other).get_string("AccessToken")));
}

TEST_CASE_METHOD(RefreshFixture,
                 "O21, J35: what ends a session ends its refresh and its access tokens") {
  struct Row {
    std::string_view operation;
    Json request;
    std::string_view refresh_refusal;
    std::string_view access_refusal;
  };
  constexpr std::string_view kAccessRevoked =
      "NotAuthorizedException: Access Token has been revoked";
  const Json by_admin = for_user("alice");
  const Row rows[] = {
      {"GlobalSignOut", object("AccessToken", access), kRevoked, kAccessRevoked},
      {"AdminUserGlobalSignOut", by_admin, kRevoked, kAccessRevoked},
      {"AdminDisableUser", by_admin, kRevoked, kAccessRevoked},
      {"AdminDeleteUser", by_admin, kInvalid, "UserNotFoundException: User does not exist."},
      {"DeleteUser", object("AccessToken", access), kInvalid,
       "UserNotFoundException: User does not exist."},
      {"RevokeToken", object("ClientId", client, "Token", refresh_token), kRevoked, kAccessRevoked},
      {"AdminResetUserPassword", by_admin, kRevoked, kAccessRevoked},
      {"DeleteUserPoolClient", object("UserPoolId", pool, "ClientId", client), "", kAccessRevoked}};
  const auto at = static_cast<std::size_t>(GENERATE(range(0, 8)));
  const Row& row = rows[at];
  INFO(row.operation);
  CHECK(refresh().empty());
  run("GetUser", object("AccessToken", access));
  run(row.operation, row.request);
  const std::string gone =
      "ResourceNotFoundException: User pool client " + client + " does not exist.";
  CHECK(refresh() == (row.refresh_refusal.empty() ? gone : std::string(row.refresh_refusal)));
  CHECK(refusal("GetUser", object("AccessToken", access)) == row.access_refusal);
}

TEST_CASE_METHOD(RefreshFixture, "O21: what was revoked stays so when the user is enabled again") {
  run("AdminDisableUser", for_user("alice"));
  run("AdminEnableUser", for_user("alice"));
  CHECK(refresh() == kRevoked);
  CHECK(sign_in("alice").contains("AccessToken"));
}

TEST_CASE_METHOD(RefreshFixture,
                 "R10, O21: a reset ends every session, a change of password none") {
  SECTION("a change by the user, who proved the old one") {
    run("ChangePassword", object("AccessToken", access, "PreviousPassword", kPassword,
                                 "ProposedPassword", "Another-Horse-8"));
    CHECK(refresh().empty());
  }
  SECTION("a reset") {
    run("ForgotPassword", object("ClientId", client, "Username", "alice"));
    run("ConfirmForgotPassword", object("ClientId", client, "Username", "alice", "Password",
                                        "Another-Horse-8", "ConfirmationCode", inbox.code()));
    CHECK(refresh() == kRevoked);
    CHECK(refusal("GetUser", object("AccessToken", access)) ==
          "NotAuthorizedException: Access Token has been revoked");
  }
}

TEST_CASE_METHOD(RefreshFixture, "revoking one sign-in leaves the user's others alone") {
  const Json other = sign_in("alice");
  run("RevokeToken", object("ClientId", client, "Token", refresh_token));
  run("RevokeToken", object("ClientId", client, "Token", refresh_token));  // Again is no error.
  CHECK(refresh() == kRevoked);
  run("GetUser", object("AccessToken", other.get_string("AccessToken")));
  // No sign-in through the API has a session of a browser to end with it.
  const std::string third(sign_in("alice").get_string("RefreshToken"));
  Json linked = object("ClientId", client, "Token", third);
  CHECK(refusal("RevokeToken", linked.set("RevokeAssociatedSessions", "ALL"))
            .starts_with("InvalidParameterException: 1 validation error detected: Value 'ALL' at "
                         "'revokeAssociatedSessions' failed to satisfy constraint: "));
  run("InitiateAuth", refresh_request(third));
  run("RevokeToken", linked.set("RevokeAssociatedSessions", "LINKED"));
  CHECK(refusal("InitiateAuth", refresh_request(third)) == kRevoked);
  run("GetUser", object("AccessToken", other.get_string("AccessToken")));
  CHECK(refusal("RevokeToken", object("ClientId", client, "Token", access)) ==
        "UnsupportedTokenTypeException: Only refresh tokens can be revoked.");
  CHECK(
      refusal("RevokeToken", object("ClientId", hiding, "Token", other.get_string("RefreshToken")))
          .starts_with("UnauthorizedException: "));
  run("GetUser", object("AccessToken", other.get_string("AccessToken")));
}

TEST_CASE_METHOD(RefreshFixture, "O22: another client's refresh token is worth nothing") {
  CHECK(refusal("InitiateAuth", refresh_request(refresh_token, hiding)) == kInvalid);
  CHECK(refusal("GetTokensFromRefreshToken",
                object("ClientId", hiding, "RefreshToken", refresh_token)) == kInvalid);
  const std::string foreign = make_client("{}", make_pool("{}"));
  CHECK(refusal("InitiateAuth", refresh_request(refresh_token, foreign)) == kInvalid);
  CHECK(refresh().empty());
}

TEST_CASE_METHOD(RefreshFixture, "a refresh token that is not one, or too old, is refused") {
  for (const std::string& text : {std::string("x"), refresh_token.substr(1), refresh_token + "A",
                                  std::string("a.b.c"), std::string(20'000, 'A')}) {
    CHECK(refusal("InitiateAuth", refresh_request(text)) == kInvalid);
  }
  advance_s(30 * 86'400 - 1);
  CHECK(refresh().empty());
  advance_s(1);
  CHECK(refresh() == "NotAuthorizedException: Refresh Token has expired");
}

TEST_CASE_METHOD(RotationFixture,
                 "rotation hands out a new refresh token that lives as long as the first") {
  const std::string first_token = first(0);
  const std::string second(rotate(first_token).get_string("RefreshToken"));
  CHECK(second != first_token);
  const std::string third(rotate(second).get_string("RefreshToken"));
  advance_s(30 * 86'400 - 1);
  const std::string fourth(rotate(third).get_string("RefreshToken"));
  advance_s(1);
  CHECK(refused(fourth) == "NotAuthorizedException: Refresh Token has expired");
}

TEST_CASE_METHOD(RotationFixture,
                 "O19: a replaced refresh token that returns ends the whole family") {
  const std::string stolen = first(0);
  const Json second = rotate(stolen);
  std::string newest(second.get_string("RefreshToken"));
  SECTION("at once") {}
  SECTION("and also generations later") {
    for (int i = 0; i < 3; ++i) newest = rotate(newest).get_string("RefreshToken");
  }
  CHECK(refused(stolen) == kReuse);
  CHECK(refused(newest) == kRevoked);
  CHECK(refused(stolen) == kRevoked);
  CHECK(refusal("GetUser", object("AccessToken", second.get_string("AccessToken"))) ==
        "NotAuthorizedException: Access Token has been revoked");
  CHECK(sign_in("alice").contains("AccessToken"));
}

TEST_CASE_METHOD(RotationFixture,
                 "O20: within the grace period a repeated refresh gets the same successor") {
  const std::string first_token = first(10);
  const std::string second(rotate(first_token).get_string("RefreshToken"));
  advance_s(9);
  const std::string repeated(rotate(first_token).get_string("RefreshToken"));
  // Two texts of one token: using the one is using the other.
  const std::string third(rotate(repeated).get_string("RefreshToken"));
  CHECK(rotate(second).contains("RefreshToken"));
  advance_s(10);
  CHECK(refused(second) == kReuse);
  CHECK(refused(third) == kRevoked);
}

TEST_CASE_METHOD(RotationFixture, "O20: after the grace period the first token is a thief's") {
  const std::string first_token = first(10);
  const std::string second(rotate(first_token).get_string("RefreshToken"));
  advance_s(10);
  CHECK(refused(first_token) == kReuse);
  CHECK(refused(second) == kRevoked);
}

TEST_CASE_METHOD(RotationFixture,
                 "O19: a client that stopped rotating still knows a replaced token") {
  const std::string stolen = first(0);
  const std::string second(rotate(stolen).get_string("RefreshToken"));
  run("UpdateUserPoolClient",
      json(R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]})")
          .set("UserPoolId", pool)
          .set("ClientId", rotating));
  CHECK(outcome("InitiateAuth", refresh_request(second, rotating)).empty());
  CHECK(outcome("InitiateAuth", refresh_request(stolen, rotating)) == kReuse);
  CHECK(outcome("InitiateAuth", refresh_request(second, rotating)) == kRevoked);
}

TEST_CASE_METHOD(RotationFixture, "T08: what ends while the host customises tokens gives none") {
  const bool disables = GENERATE(true, false);
  const std::string token = first(0);
  int calls = 0;
  REQUIRE(engine
              ->set_trigger("PreTokenGeneration", 0, pool,
                            [&](std::string_view event) -> Result<std::string> {
                              if (++calls > 1) return std::string(event);
                              if (disables) {
                                run("AdminDisableUser", for_user("alice"));
                              } else {
                                rotate(token);  // Somebody else was faster.
                              }
                              return std::string(event);
                            })
              .ok());
  CHECK(refused(token) == (disables ? kRevoked : kReuse));
  CHECK(refused(token) == kRevoked);
}

TEST_CASE_METHOD(RotationFixture, "a host that customises tokens is asked once a rotation") {
  std::string token = first(0);
  int calls = 0;
  REQUIRE(engine
              ->set_trigger("PreTokenGeneration", 0, pool,
                            [&](std::string_view event) -> Result<std::string> {
                              ++calls;
                              return std::string(event);
                            })
              .ok());
  for (int i = 0; i < 3; ++i) token = rotate(token).get_string("RefreshToken");
  CHECK(calls == 3);
}
