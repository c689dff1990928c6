// userInfo, revocation, signing out, discovery, and what the audit log has of all of them.
#include "ops/audit_fixture.h"
#include "ops/oauth_fixture.h"

using namespace postern;
using namespace postern::test;
using namespace postern::test::oauth;

namespace {

struct EndpointFixture : OAuthFixture {
  Browser browser{*this};

  Json tokens(std::string_view scope = "openid email profile aws.cognito.signin.user.admin") {
    const std::string address =
        location_of(browser.authorize(request_of(spa, {{"scope", std::string(scope)}})));
    const std::string code = address.starts_with(kCallback)
                                 ? std::string(parameters_of(address).get("code"))
                                 : browser.code(request_of(spa, {{"scope", std::string(scope)}}));
    return granted(post_form("/oauth2/token", {{"grant_type", "authorization_code"},
                                               {"client_id", spa},
                                               {"code", code},
                                               {"redirect_uri", std::string(kCallback)}}));
  }
  http::Response user_info(std::string_view token, std::string_view scheme = "Bearer ") {
    return send("GET", "/oauth2/userInfo",
                {{"Authorization", std::string(scheme) + std::string(token)}});
  }
  bool is_alive(const Json& of) {
    return outcome("GetUser", object("AccessToken", of.get_string("access_token"))).empty();
  }
  http::Response revoke(const Fields& fields, const Headers& headers = {}) {
    return post_form("/oauth2/revoke", fields, headers);
  }
};

constexpr std::string_view kDead =
    "Bearer error=\"invalid_token\", error_description=\"Access token is expired, disabled, or "
    "deleted, or the user has globally signed out.\"";

}  // namespace

TEST_CASE_METHOD(EndpointFixture, "userInfo says who a token is for, every value as text") {
  const Json all = granted(user_info(tokens().get_string("access_token")));
  CHECK(all.get_string("sub") == attribute("alice", "sub"));
  CHECK(all.get_string("username") == "alice");
  CHECK(all.get_string("email") == "alice@example.com");
  CHECK(all.get_string("email_verified") == "true");
  const std::string token(tokens("openid").get_string("access_token"));
  CHECK(granted(user_info(token, "bearer ")).get_string("email") == "alice@example.com");
  CHECK(granted(send("POST", "/oauth2/userInfo", {{"Authorization", "Bearer " + token}})).size() ==
        4);
  CHECK(granted(post_form("/oauth2/userInfo", {{"access_token", token}})).size() == 4);
  // Scopes narrow it, and so does what the client may read.
  update_client(spa, R"({"AllowedOAuthScopes":["openid","phone","email"]})");
  CHECK(granted(user_info(tokens("openid phone").get_string("access_token"))).size() == 2);
  CHECK(granted(user_info(tokens("openid email").get_string("access_token"))).size() == 4);
  update_client(spa, R"({"ReadAttributes":["name"]})");
  CHECK(granted(user_info(token)).size() == 2);
}

TEST_CASE_METHOD(EndpointFixture, "userInfo refuses what is no live access token with openid") {
  const Json mine = tokens();
  const std::string token(mine.get_string("access_token"));
  const auto challenge = [&](const http::Response& response) {
    return header_of(response, "WWW-Authenticate");
  };
  const http::Response none = send("GET", "/oauth2/userInfo");
  CHECK(none.status == 400);
  CHECK(challenge(none) ==
        "Bearer error=\"invalid_request\", error_description=\"Bad OAuth2 request at UserInfo "
        "Endpoint\"");
  CHECK(send("GET", "/oauth2/userInfo?access_token=" + token).status == 400);
  CHECK(user_info(token, "Basic ").status == 400);
  CHECK(post_form("/oauth2/userInfo", {{"access_token", token}},
                  {{"Authorization", "Bearer " + token}})
            .status == 400);
  for (const std::string& bad :
       {std::string("x"), token + "x", std::string(mine.get_string("id_token")),
        std::string(mine.get_string("refresh_token"))}) {
    const http::Response response = user_info(bad);
    CHECK(response.status == 401);
    CHECK(challenge(response) == kDead);
  }
  const http::Response api = user_info(sign_in("alice").get_string("AccessToken"));
  CHECK(error_of(api) == "403 insufficient_scope");
  CHECK(challenge(api).starts_with("Bearer error=\"insufficient_scope\""));
  granted(user_info(token));
  run("AdminUserGlobalSignOut", for_user("alice"));
  CHECK(challenge(user_info(token)) == kDead);
  const std::string late(tokens().get_string("access_token"));
  advance_s(3'601);
  CHECK(user_info(late).status == 401);
}

TEST_CASE_METHOD(EndpointFixture, "userInfo of one pool says nothing about the users of another") {
  const std::string token(tokens().get_string("access_token"));
  run("CreateUserPoolDomain",
      object("UserPoolId", make_pool(R"({"PoolName":"other"})"), "Domain", "second"));
  const Headers bearer{{"Authorization", "Bearer " + token}};
  CHECK(send("GET", "/oauth2/userInfo", bearer, {}, "second.auth.us-east-1.amazoncognito.com")
            .status == 401);
  CHECK(send("GET", "/oauth2/userInfo", bearer).status == 200);
}

TEST_CASE_METHOD(EndpointFixture, "a client gives a refresh token up, and its session ends") {
  const Json first = tokens();
  const Json second = tokens();
  const Fields fields{{"client_id", spa},
                      {"token", std::string(first.get_string("refresh_token"))},
                      {"token_type_hint", "refresh_token"}};
  const http::Response response = revoke(fields);
  CHECK(response.status == 200);
  CHECK(response.body.empty());
  CHECK_FALSE(is_alive(first));
  CHECK(is_alive(second));
  CHECK(revoke(fields).status == 200);  // Again is no error, nor is what never was a token.
  CHECK(revoke({{"client_id", spa}, {"token", "rubbish"}}).status == 200);
  CHECK(error_of(revoke({{"client_id", spa}})) == "400 invalid_request");
  CHECK(error_of(revoke(
            {{"client_id", spa}, {"token", std::string(second.get_string("access_token"))}})) ==
        "400 unsupported_token_type");
  CHECK(error_of(revoke({{"client_id", "unknown"}, {"token", "x"}})) == "401 invalid_client");
  CHECK(error_of(revoke({{"client_id", app}, {"token", "x"}})) == "401 invalid_client");
  CHECK(is_alive(second));
}

TEST_CASE_METHOD(EndpointFixture, "O38: another client's token is left alone, and not told apart") {
  const Json mine = tokens();
  const http::Response response = revoke({{"token", std::string(mine.get_string("refresh_token"))}},
                                         {{"Authorization", basic(app, secret)}});
  CHECK(response.status == 200);
  CHECK(response.body.empty());
  CHECK(is_alive(mine));
  update_client(spa, R"({"EnableTokenRevocation":false})");
  CHECK(error_of(revoke({{"client_id", spa}, {"token", "x"}})) == "400 invalid_request");
}

TEST_CASE_METHOD(EndpointFixture,
                 "LINKED revocation ends the browser's session and what came of it") {
  const Json first = tokens();
  const Json second = tokens();
  Browser other(*this);
  const std::string elsewhere = other.code(request_of(spa));
  const Json third =
      granted(post_form("/oauth2/token", {{"grant_type", "authorization_code"},
                                          {"client_id", spa},
                                          {"code", elsewhere},
                                          {"redirect_uri", std::string(kCallback)}}));
  Json request = object("ClientId", spa, "Token", first.get_string("refresh_token"));
  SECTION("alone it ends one session") {
    run("RevokeToken", request);
    CHECK_FALSE(is_alive(first));
    CHECK(is_alive(second));
    CHECK(location_of(browser.authorize(request_of(spa))).starts_with(kCallback));
  }
  SECTION("linked it ends all that the browser was given") {
    run("RevokeToken", request.set("RevokeAssociatedSessions", "LINKED"));
    CHECK_FALSE(is_alive(first));
    CHECK_FALSE(is_alive(second));
    CHECK_FALSE(location_of(browser.authorize(request_of(spa))).starts_with(kCallback));
    CHECK(is_alive(third));
    CHECK(location_of(other.authorize(request_of(spa))).starts_with(kCallback));
  }
}

TEST_CASE_METHOD(EndpointFixture, "LINKED revocation of a tracked session does the same") {
  run("SetUserPoolSessionConfiguration",
      json(R"({"UserPoolId":")" + pool + R"(","UserSessionTracking":"ENABLED",
               "TokenSession":{"MaxPerUser":20}})"));
  const Json first = tokens();
  const Json second = tokens();
  const Json listed = run("AdminListUserSessions", for_user("alice"));
  REQUIRE(listed.find("Sessions")->size() == 3);
  const Json& one = listed.find("Sessions")->as_array().back();
  CHECK(one.get_string("SessionType") == "TOKEN");
  // Where the endpoint was asked from, since a public client speaks for its user.
  CHECK(one.get_string("LastIPAddress") == "198.51.100.7");
  Json request = for_user("alice", "SessionId", one.get_string("SessionId"));
  run("AdminRevokeUserSession", request.set("RevokeAssociatedSessions", "LINKED"));
  CHECK_FALSE(is_alive(first));
  CHECK_FALSE(is_alive(second));
  CHECK_FALSE(location_of(browser.authorize(request_of(spa))).starts_with(kCallback));
}

TEST_CASE_METHOD(EndpointFixture, "a browser's session is listed and revoked like any other") {
  run("SetUserPoolSessionConfiguration",
      json(R"({"UserPoolId":")" + pool + R"(","UserSessionTracking":"ENABLED",
               "TokenSession":{"MaxPerUser":20}})"));
  const Json mine = tokens();
  const auto sessions = [&] {
    return run("AdminListUserSessions", for_user("alice")).find("Sessions")->as_array();
  };
  const Json sso = sessions().front();
  CHECK(sso.get_string("SessionType") == "SSO");
  CHECK(sso.get_string("ClientId") == spa);
  const std::string id(sso.get_string("SessionId"));
  CHECK(id.size() == 28);
  CHECK(id.starts_with("sso"));
  CHECK(sessions().back().get_string("OriginSessionId") == id);
  SECTION("alone, what was given goes on") {
    run("AdminRevokeUserSession", for_user("alice", "SessionId", id));
    CHECK(is_alive(mine));
    CHECK_FALSE(location_of(browser.authorize(request_of(spa))).starts_with(kCallback));
    REQUIRE(sessions().size() == 1);
    CHECK_FALSE(sessions().front().contains("OriginSessionId"));
  }
  SECTION("linked, what was given ends") {
    Json own = object("AccessToken", mine.get_string("access_token"), "SessionId", id);
    own.set("RevokeAssociatedSessions", "LINKED");
    CHECK(refusal("RevokeUserSession", own) ==
          "InvalidParameterException: The current session cannot be revoked.");
    CHECK(is_alive(mine));
    Json request = for_user("alice", "SessionId", id);
    run("AdminRevokeUserSession", request.set("RevokeAssociatedSessions", "LINKED"));
    CHECK_FALSE(is_alive(mine));
    CHECK(sessions().empty());
  }
  SECTION("once no client goes on with it, it is not shown") {
    advance_s(3600);
    for (const Json& one : sessions()) CHECK(one.get_string("SessionType") == "TOKEN");
  }
}

TEST_CASE_METHOD(EndpointFixture, "signing out ends the browser's session and forgets its cookie") {
  const Json mine = tokens();
  const auto cookies = browser.cookies();
  const http::Response out =
      browser.get("/logout?" + encode({{"client_id", spa}, {"logout_uri", std::string(kGoodbye)}}));
  CHECK(out.status == 303);
  CHECK(location_of(out) == kGoodbye);
  CHECK_FALSE(browser.has_cookie("cognito"));
  CHECK(is_alive(mine));  // What was given goes on.
  // O17: the cookie put back is worth nothing.
  browser.cookies() = cookies;
  CHECK(location_of(browser.authorize(request_of(spa)))
            .starts_with(std::string(kLoginBase) + "/login?"));
}

TEST_CASE_METHOD(EndpointFixture, "signing out goes on to the login page for another request") {
  browser.sign_in(request_of(spa));
  const http::Response out = browser.get("/logout?" + encode(request_of(app)));
  const std::string address = location_of(out);
  CHECK(address.starts_with(std::string(kLoginBase) + "/login?"));
  CHECK(parameters_of(address).get("client_id") == app);
  CHECK_FALSE(browser.has_cookie("cognito"));
  // Of both, the address to go to wins.
  Fields both = request_of(spa);
  both.emplace_back("logout_uri", std::string(kGoodbye));
  CHECK(location_of(browser.get("/logout?" + encode(both))) == kGoodbye);
}

TEST_CASE_METHOD(EndpointFixture, "O09: signing out leads to registered addresses only") {
  browser.sign_in(request_of(spa));
  const auto led_to = [&](const Fields& fields) {
    return location_of(browser.get("/logout?" + encode(fields)));
  };
  const std::string error_page = std::string(kLoginBase) + "/error?error=";
  for (const char* near : {"https://evil.example/", "https://app.example.com/goodbye/",
                           "https://app.example.com/goodbye?x", "//app.example.com/goodbye",
                           "https://app.example.com/callback", "javascript:alert(1)"}) {
    CHECK(led_to({{"client_id", spa}, {"logout_uri", near}})
              .starts_with(error_page + "redirect_mismatch"));
  }
  CHECK(led_to({{"logout_uri", std::string(kGoodbye)}}).starts_with(error_page + "invalid_client"));
  CHECK(led_to({{"client_id", spa}}).starts_with(error_page + "redirect_mismatch"));
  CHECK(led_to({}).starts_with(error_page + "invalid_client"));
  CHECK(browser.has_cookie("cognito"));  // Nobody was signed out.
  CHECK(location_of(browser.authorize(request_of(spa))).starts_with(kCallback));
}

TEST_CASE_METHOD(EndpointFixture, "discovery tells where the pool's domain is") {
  const auto document = [&](std::string_view id) {
    return json(send("GET", "/" + std::string(id) + "/.well-known/openid-configuration").body);
  };
  const Json found = document(pool);
  const std::string base(kLoginBase);
  CHECK(found.get_string("authorization_endpoint") == base + "/oauth2/authorize");
  CHECK(found.get_string("token_endpoint") == base + "/oauth2/token");
  CHECK(found.get_string("userinfo_endpoint") == base + "/oauth2/userInfo");
  CHECK(found.get_string("revocation_endpoint") == base + "/oauth2/revoke");
  CHECK(found.get_string("end_session_endpoint") == base + "/logout");
  CHECK(found.find("code_challenge_methods_supported")->as_array().at(0).as_string() == "S256");
  CHECK_FALSE(found.contains("registration_endpoint"));
  const std::string bare = make_pool(R"({"PoolName":"bare"})");
  const Json without = document(bare);
  CHECK(without.get_string("token_endpoint") ==
        std::string(without.get_string("issuer")) + "/token");
}

TEST_CASE_METHOD(EndpointFixture,
                 "pages of other origins may ask the endpoints, and nothing else") {
  for (const char* path : {"/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke"}) {
    const http::Response response = send("OPTIONS", path, {{"Origin", "https://spa.example"}});
    CHECK(response.status == 200);
    CHECK(header_of(response, "Access-Control-Allow-Origin") == "*");  // H15
    CHECK(header_of(response, "Access-Control-Allow-Credentials").empty());
    CHECK(header_of(response, "Access-Control-Allow-Methods") == "GET, POST");
    CHECK(header_of(response, "Access-Control-Allow-Headers").find("authorization") !=
          std::string::npos);
  }
  CHECK(send("OPTIONS", "/oauth2/authorize").status == 405);
  CHECK(send("HEAD", "/oauth2/authorize").status == 405);
}

TEST_CASE_METHOD(EndpointFixture,
                 "O30: the audit log has the calls, and no code, token or secret") {
  audit = domain::AuditMode::all;
  engine = open(memory);
  const Json mine = tokens();
  const std::string refresh(mine.get_string("refresh_token"));
  granted(user_info(mine.get_string("access_token")));
  revoke({{"client_id", spa}, {"token", refresh}});
  post_form("/oauth2/token", {{"grant_type", "refresh_token"}, {"refresh_token", refresh}},
            {{"Authorization", basic(app, secret)}});
  browser.get("/logout?" + encode({{"client_id", spa}, {"logout_uri", std::string(kGoodbye)}}));
  const Json page = run("postern:ListAuditEvents", json(R"({"Limit":1000})"));
  const std::string text = page.dump();
  for (const char* name :
       {"Authorize_GET", "Token_POST", "UserInfo_GET", "Revoke_POST", "Logout_GET"}) {
    INFO(name);
    CHECK(text.find(name) != std::string::npos);
  }
  CHECK(text.find("invalid_grant") != std::string::npos);
  CHECK(text.find(refresh) == std::string::npos);
  CHECK(text.find(secret) == std::string::npos);
  CHECK(text.find(mine.get_string("access_token").substr(0, 200)) == std::string::npos);
}
