// Every member of CreateUserPoolClient and UpdateUserPoolClient: shown as it was given, and seen to
// work.
#include "ops/settings_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

using Row = SettingRow<AuthFixture>;

std::int64_t lifetime_s(const Json& tokens, std::string_view kind) {
  const Json claims = claims_in(tokens, kind);
  return claims.get_int("exp") - claims.get_int("iat");
}
std::string refresh(AuthFixture& f, const Json& tokens) {
  return f.outcome("InitiateAuth", f.refresh_request(tokens.get_string("RefreshToken")));
}
Json with_secret(AuthFixture& f) {
  return *f.run("DescribeUserPoolClient", for_pool(f.pool).set("ClientId", f.client))
              .find("UserPoolClient");
}
Json changed(AuthFixture& f, const Json& list) {
  return object("AccessToken", f.access_token("ada")).set("UserAttributes", list);
}

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {"ClientName", R"({"ClientName":"shop"})",
       [](AuthFixture& f) {
         bool found = false;
         const Json clients = f.run("ListUserPoolClients", for_pool(f.pool));
         for (const Json& one : clients.find("UserPoolClients")->as_array()) {
           found |= one.get_string("ClientName") == "shop";
         }
         CHECK(found);
       }},
      {"GenerateSecret", R"({"GenerateSecret":true})",
       [](AuthFixture& f) {
         CHECK(with_secret(f).get_string("ClientSecret").size() == 51);
         CHECK(f.sign_in_refusal("ada", kPassword).starts_with("NotAuthorizedException: Client "));
       }},
      {"ClientSecret", R"({"ClientSecret":"mysecretmysecretmysecret"})",
       [](AuthFixture& f) {
         CHECK(f.sign_in_refusal("ada", kPassword).starts_with("NotAuthorizedException: Client "));
       }},
      {"RefreshTokenValidity", R"({"RefreshTokenValidity":1})",
       [](AuthFixture& f) {
         const Json tokens = f.sign_in("ada");
         f.advance_s(86'000);
         CHECK(refresh(f, tokens).empty());
         f.advance_s(500);
         CHECK(refresh(f, tokens) == "NotAuthorizedException: Refresh Token has expired");
       }},
      {"AccessTokenValidity", R"({"AccessTokenValidity":2})",
       [](AuthFixture& f) {
         const Json tokens = f.sign_in("ada");
         CHECK(lifetime_s(tokens, "AccessToken") == 7'200);
         CHECK(tokens.get_int("ExpiresIn") == 7'200);
       }},
      {"IdTokenValidity", R"({"IdTokenValidity":3})",
       [](AuthFixture& f) { CHECK(lifetime_s(f.sign_in("ada"), "IdToken") == 10'800); }},
      {"TokenValidityUnits",
       R"({"AccessTokenValidity":300,"IdTokenValidity":6,"RefreshTokenValidity":2,
           "TokenValidityUnits":{"AccessToken":"seconds","IdToken":"minutes",
                                 "RefreshToken":"hours"}})",
       [](AuthFixture& f) {
         const Json tokens = f.sign_in("ada");
         CHECK(lifetime_s(tokens, "AccessToken") == 300);
         CHECK(lifetime_s(tokens, "IdToken") == 360);
         f.advance_s(7'201);
         CHECK(refresh(f, tokens) == "NotAuthorizedException: Refresh Token has expired");
       }},
      {"ReadAttributes", R"({"ReadAttributes":["email"]})",
       [](AuthFixture& f) {
         const Json user = f.run("GetUser", object("AccessToken", f.access_token("ada")));
         CHECK(user.find("UserAttributes")->size() == 2);  // The sub, and that.
       }},
      {"WriteAttributes", R"({"WriteAttributes":["email"]})",
       [](AuthFixture& f) {
         CHECK(f.outcome("UpdateUserAttributes", changed(f, attributes("name", "Ada"))) ==
               "NotAuthorizedException: A client attempted to write unauthorized attribute");
         CHECK(f.outcome("UpdateUserAttributes", changed(f, attributes("email", "a@example.com")))
                   .empty());
       }},
      {"ExplicitAuthFlows", R"({"ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH"]})",
       [](AuthFixture& f) {
         CHECK(f.sign_in_refusal("ada", kPassword) ==
               "InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client");
       }},
      {"SupportedIdentityProviders", R"({"SupportedIdentityProviders":["COGNITO"]})", {}},
      {"CallbackURLs", R"({"CallbackURLs":["https://example.com/in","myapp://in"]})", {}},
      {"LogoutURLs", R"({"LogoutURLs":["https://example.com/out"]})", {}},
      {"DefaultRedirectURI",
       R"({"CallbackURLs":["https://example.com/in"],
          "DefaultRedirectURI":"https://example.com/in"})",
       {}},
      {"AllowedOAuthFlows",
       R"({"AllowedOAuthFlows":["code"],"AllowedOAuthScopes":["openid"]})",
       {}},
      {"AllowedOAuthScopes", R"({"AllowedOAuthScopes":["openid","profile"]})", {}},
      {"AllowedOAuthFlowsUserPoolClient",
       R"({"AllowedOAuthFlowsUserPoolClient":true,
          "AllowedOAuthFlows":["code"],"AllowedOAuthScopes":["openid"]})",
       {}},
      {"AnalyticsConfiguration",
       R"({"AnalyticsConfiguration":{
          "ApplicationId":"0123456789abcdef0123456789abcdef","UserDataShared":true}})",
       {}},
      {"PreventUserExistenceErrors", R"({"PreventUserExistenceErrors":"ENABLED"})",
       [](AuthFixture& f) { CHECK(f.sign_in_refusal("nobody", kPassword) == kNotAuthorized); }},
      {"EnableTokenRevocation", R"({"EnableTokenRevocation":false})",
       [](AuthFixture& f) {
         const Json tokens = f.sign_in("ada");
         CHECK_FALSE(claims_in(tokens, "AccessToken").contains("origin_jti"));
         CHECK(f.outcome("RevokeToken",
                         object("ClientId", f.client, "Token", tokens.get_string("RefreshToken")))
                   .starts_with("UnsupportedOperationException"));
       }},
      {"EnablePropagateAdditionalUserContextData",
       R"({"EnablePropagateAdditionalUserContextData":true,"GenerateSecret":true})",
       // Whose word counts where from: the tests of threat protection.
       {}},
      {"AuthSessionValidity", R"({"AuthSessionValidity":15})",
       [](AuthFixture& f) {
         f.run("AdminSetUserPassword", f.for_user("ada", "Password", kPassword));
         const auto answered_after = [&](std::int64_t seconds) {
           const Json asked = f.run("InitiateAuth", f.password_request("ada", kPassword));
           f.advance_s(seconds);
           return f.outcome(
               "RespondToAuthChallenge",
               f.respond_request("NEW_PASSWORD_REQUIRED",
                                 object("USERNAME", "ada", "NEW_PASSWORD", "Another-Horse-8"), {},
                                 asked.get_string("Session")));
         };
         CHECK(answered_after(901) ==
               "NotAuthorizedException: Invalid session for the user, session is expired.");
         CHECK(answered_after(899).empty());
       }},
      {"RefreshTokenRotation", R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"],
          "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":7}})",
       [](AuthFixture& f) {
         const Json renewed = f.run("GetTokensFromRefreshToken",
                                    object("ClientId", f.client, "RefreshToken",
                                           f.sign_in("ada").get_string("RefreshToken")));
         CHECK(AuthFixture::tokens_of(renewed).contains("RefreshToken"));
       }},
  };
  return kRows;
}

void check_row(AuthFixture& f, const Row& row) {
  const Json given = json(row.members);
  const Json shown = with_secret(f);
  for (const JsonMember& member : given.as_object()) {
    if (member.key == "GenerateSecret") continue;
    REQUIRE(shown.contains(member.key));
    CHECK(shows(*shown.find(member.key), member.value));
  }
  if (row.effect) row.effect(f);
}

}  // namespace

TEST_CASE("what a client is created with is shown, and works") {
  CHECK(listed(rows()) == settings_of("CreateUserPoolClient"));
  AuthFixture f;
  f.new_confirmed("ada");
  for (const Row& row : rows()) {
    INFO(row.member);
    f.client = f.make_client(row.members);
    check_row(f, row);
    f.run("AdminSetUserPassword", f.for_user("ada", "Password", kPassword).set("Permanent", true));
  }
}

TEST_CASE("what a client is updated with is shown, works, and goes with the next update") {
  const auto updatable = settings_of("UpdateUserPoolClient");
  AuthFixture f;
  f.new_confirmed("ada");
  for (const Row& row : rows()) {
    // A secret is not for an update to make.
    Json update = json(row.members);
    const bool secret = update.erase("GenerateSecret");
    if (!updatable.contains(row.member)) continue;
    INFO(row.member);
    f.client = f.make_client(secret ? R"({"GenerateSecret":true})" : "{}");
    const Json before = with_secret(f);
    const auto flows = json(R"(["ALLOW_USER_PASSWORD_AUTH","ALLOW_REFRESH_TOKEN_AUTH"])");
    update.set("UserPoolId", f.pool).set("ClientId", f.client);
    if (!update.contains("ExplicitAuthFlows")) update.set("ExplicitAuthFlows", flows);
    f.run("UpdateUserPoolClient", update);
    check_row(f, row);
    f.run("AdminSetUserPassword", f.for_user("ada", "Password", kPassword).set("Permanent", true));
    f.run("UpdateUserPoolClient", for_pool(f.pool).set("ClientId", f.client));
    if (row.member == "ClientName" || row.member == "ExplicitAuthFlows") continue;
    const Json after = with_secret(f);
    CHECK(after.contains(row.member) == before.contains(row.member));
    if (after.contains(row.member)) CHECK(*after.find(row.member) == *before.find(row.member));
  }
}
