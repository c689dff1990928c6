// GET /oauth2/authorize: what a client may ask for, and what a browser is answered.
#include "ops/oauth_fixture.h"

using namespace postern;
using namespace postern::test;
using namespace postern::test::oauth;

namespace {

struct AuthorizeFixture : OAuthFixture {
  Browser browser{*this};

  // Where the request leads, without what a page carries along.
  std::string answer(const Fields& more, std::string_view client_id = {}) {
    const http::Response response =
        browser.authorize(request_of(client_id.empty() ? spa : client_id, more));
    CHECK(response.status == 303);
    return location_of(response);
  }
  // The error a client is told, and that it is told with its state.
  std::string told(const Fields& more, std::string_view client_id = {}) {
    const std::string address = answer(more, client_id);
    INFO(address);
    REQUIRE(address.starts_with(std::string(kCallback) + "?"));
    const auto fields = parameters_of(address);
    CHECK(fields.get("state") == "xyz");
    return std::string(fields.get("error"));
  }
  // The error that the domain's own page tells.
  std::string shown(const Fields& more, std::string_view client_id = {}) {
    const std::string address = answer(more, client_id);
    INFO(address);
    REQUIRE(address.starts_with(std::string(kLoginBase) + "/error?"));
    return std::string(parameters_of(address).get("error"));
  }
  bool leads_to_login(const Fields& more, std::string_view client_id = {}) {
    return answer(more, client_id).starts_with(std::string(kLoginBase) + "/login?");
  }
};

}  // namespace

TEST_CASE_METHOD(AuthorizeFixture, "a request in order leads to the login page, which carries it") {
  const std::string address = answer({{"scope", "openid email"}, {"nonce", "n 1"}});
  REQUIRE(address.starts_with(std::string(kLoginBase) + "/login?"));
  const auto fields = parameters_of(address);
  CHECK(fields.get("client_id") == spa);
  CHECK(fields.get("scope") == "openid email");
  CHECK(fields.get("nonce") == "n 1");
  CHECK(send("POST", "/oauth2/authorize?" + encode(request_of(spa))).status == 405);
}

TEST_CASE_METHOD(AuthorizeFixture, "O07: an address almost like a registered one gets nothing") {
  CHECK(leads_to_login({}));
  CHECK(leads_to_login({{"redirect_uri", "myapp://callback?from=here"}}));
  for (const char* near :
       {"https://app.example.com/callback/", "https://app.example.com/callbac",
        "https://app.example.com/callback/../evil", "https://app.example.com/%63allback",
        "https://app.example.com/Callback", "https://APP.example.com/callback",
        "https://app.example.com:443/callback", "https://app.example.com/callback#",
        "https://app.example.com/callback?", "https://a@app.example.com/callback",
        "https://app.example.com@evil.example/callback", "https://app.example.com\\@evil.example",
        "https://app.example.com/callback\t", "http://app.example.com/callback",
        "//app.example.com/callback", "https://app.example.com./callback", "myapp://callback"}) {
    INFO(near);
    CHECK(shown({{"redirect_uri", near}}) == "redirect_mismatch");
  }
}

TEST_CASE_METHOD(AuthorizeFixture, "O07, O28: a second redirect_uri is never looked at") {
  const http::Response twice = browser.get("/oauth2/authorize?" + encode(request_of(spa)) +
                                           "&redirect_uri=https%3A%2F%2Fevil.example%2F");
  CHECK(location_of(twice) == std::string(kLoginBase) + "/error?error=invalid_request");
  const http::Response state_twice =
      browser.get("/oauth2/authorize?" + encode(request_of(spa)) + "&state=other");
  CHECK(location_of(state_twice) == std::string(kLoginBase) + "/error?error=invalid_request");
}

TEST_CASE_METHOD(AuthorizeFixture, "O08: an unknown client or no address is told to nobody else") {
  CHECK(shown({{"redirect_uri", ""}}) == "redirect_mismatch");
  CHECK(shown({}, "1234567890abcdefghijklmnop") == "invalid_client");
  CHECK(shown({{"client_id", ""}}) == "invalid_client");
  // A client of another pool is none here.
  const std::string elsewhere = oauth_client("{}", make_pool(R"({"PoolName":"other"})"));
  CHECK(shown({}, elsewhere) == "invalid_client");
  CHECK(parameters_of(answer({{"redirect_uri", ""}})).get("client_id") == spa);
}

TEST_CASE_METHOD(AuthorizeFixture, "O10: addresses a browser would run cannot be registered") {
  for (const char* address : {"javascript:alert(1)", "data:text/html,x", "http://app.example.com/",
                              "https://app.example.com/#x", "https://a@evil.example/"}) {
    INFO(address);
    Json request = for_pool(pool, R"({"ClientName":"c"})");
    request.set("CallbackURLs", Json::array().push_back(address));
    CHECK(refusal("CreateUserPoolClient", request).starts_with("InvalidParameterException: "));
  }
  CHECK(oauth_client(R"({"CallbackURLs":["http://localhost:3000/","http://[::1]/cb"]})") != "");
}

TEST_CASE_METHOD(AuthorizeFixture, "O34: a response type is for clients that may have it") {
  CHECK(told({{"response_type", ""}}) == "invalid_request");
  CHECK(told({{"response_type", "id_token"}}) == "unsupported_response_type");
  CHECK(told({{"response_type", "token id_token"}}) == "unsupported_response_type");
  CHECK(leads_to_login({{"response_type", "token"}}));
  // Of the implicit grant errors are in the fragment too.
  const std::string address = answer({{"response_type", "token"}}, app);
  REQUIRE(address.starts_with(std::string(kCallback) + "#"));
  CHECK(parameters_of(address, '#').get("error") == "unauthorized_client");
  CHECK(parameters_of(address, '#').get("state") == "xyz");
  const std::string implicit = oauth_client(R"({"AllowedOAuthFlows":["implicit"]})");
  CHECK(told({}, implicit) == "unauthorized_client");
  const std::string none =
      oauth_client(R"({"AllowedOAuthFlowsUserPoolClient":false,"AllowedOAuthFlows":["code"]})");
  CHECK(told({}, none) == "unauthorized_client");
}

TEST_CASE_METHOD(AuthorizeFixture, "O34: what a client may not do any more it cannot finish") {
  const Fields request = request_of(spa);
  const std::string page = location_of(browser.authorize(request));
  update_client(spa, R"({"AllowedOAuthFlows":["implicit"]})");
  const http::Response late = browser.get(page.substr(kLoginBase.size()));
  CHECK(parameters_of(location_of(late)).get("error") == "unauthorized_client");
}

TEST_CASE_METHOD(AuthorizeFixture, "O06: PKCE is S256 with a whole digest") {
  CHECK(leads_to_login(
      {{"code_challenge", std::string(kChallenge)}, {"code_challenge_method", "S256"}}));
  CHECK(told({{"code_challenge", std::string(kChallenge)}, {"code_challenge_method", "plain"}}) ==
        "invalid_request");
  CHECK(told({{"code_challenge", std::string(kChallenge)}, {"code_challenge_method", "s256"}}) ==
        "invalid_request");
  CHECK(told({{"code_challenge", std::string(kChallenge)}}) == "invalid_request");
  CHECK(told({{"code_challenge_method", "S256"}}) == "invalid_request");
  CHECK(told({{"code_challenge", std::string(kVerifier).substr(1)},
              {"code_challenge_method", "S256"}}) == "invalid_request");
  CHECK(told({{"code_challenge", std::string(43, '+')}, {"code_challenge_method", "S256"}}) ==
        "invalid_request");
}

TEST_CASE_METHOD(AuthorizeFixture, "O23: a scope that the client does not have is refused") {
  run("CreateResourceServer",
      json(R"({"UserPoolId":")" + pool + R"(","Identifier":"api","Name":"api",
               "Scopes":[{"ScopeName":"read","ScopeDescription":"r"}]})"));
  update_client(spa, R"({"AllowedOAuthScopes":["openid","api/read"]})");
  CHECK(leads_to_login({{"scope", "openid api/read"}}));
  CHECK(leads_to_login({{"scope", "openid  openid"}}));
  CHECK(told({{"scope", "email"}}) == "invalid_scope");
  CHECK(told({{"scope", "openid api/write"}}) == "invalid_scope");
  CHECK(told({{"scope", "OpenID"}}) == "invalid_scope");
  // What its resource server has dropped since is nobody's.
  run("DeleteResourceServer", object("UserPoolId", pool, "Identifier", "api"));
  CHECK(told({{"scope", "openid api/read"}}) == "invalid_scope");
  const std::string code = browser.code(request_of(spa));
  const Json tokens =
      granted(post_form("/oauth2/token", {{"grant_type", "authorization_code"},
                                          {"client_id", spa},
                                          {"code", code},
                                          {"redirect_uri", std::string(kCallback)}}));
  CHECK(claims_of(tokens.get_string("access_token")).get_string("scope") == "openid");
}

TEST_CASE_METHOD(AuthorizeFixture, "O27: control characters are refused and reach no header") {
  for (const char* text : {"a\r\nSet-Cookie: a=b", "a\nb", "\x7f"}) {
    const std::string address = answer({{"state", text}});
    const auto fields = parameters_of(address);
    CHECK(fields.get("error") == "invalid_request");
    CHECK(fields.find("state") == nullptr);
  }
  CHECK(told({{"nonce", "a\nb"}}) == "invalid_request");
  CHECK(shown({{"redirect_uri", std::string(kCallback) + "\r\nX: y"}}) == "redirect_mismatch");
  CHECK(shown({}, "abc\r\nX: y") == "invalid_client");
  CHECK(send("GET", "/oauth2/authorize?state=%00").status == 303);
}

TEST_CASE_METHOD(AuthorizeFixture, "O31: a request object is refused unread") {
  CHECK(told({{"request", "eyJhbGciOiJub25lIn0.e30."}}) == "request_not_supported");
  CHECK(told({{"request_uri", "https://evil.example/r"}}) == "request_uri_not_supported");
}

TEST_CASE_METHOD(AuthorizeFixture, "a resource is one absolute address, and tokens are for it") {
  CHECK(told({{"resource", "api"}}) == "invalid_target");
  CHECK(told({{"resource", "https://api.example.com/#x"}}) == "invalid_target");
  CHECK(told({{"resource", "http://api.example.com/"}}) == "invalid_target");
  const Fields request = request_of(spa, {{"resource", "https://api.example.com/"}});
  const Json tokens =
      granted(post_form("/oauth2/token", {{"grant_type", "authorization_code"},
                                          {"client_id", spa},
                                          {"code", browser.code(request)},
                                          {"redirect_uri", std::string(kCallback)}}));
  CHECK(claims_of(tokens.get_string("access_token")).get_string("aud") ==
        "https://api.example.com/");
  const Json again = granted(post_form(
      "/oauth2/token", {{"grant_type", "refresh_token"},
                        {"client_id", spa},
                        {"refresh_token", std::string(tokens.get_string("refresh_token"))}}));
  CHECK(claims_of(again.get_string("access_token")).get_string("aud") ==
        "https://api.example.com/");
}

TEST_CASE_METHOD(AuthorizeFixture, "a provider is one that the client supports") {
  CHECK(leads_to_login({{"identity_provider", "COGNITO"}}));
  CHECK(told({{"identity_provider", "Google"}}) == "invalid_request");
  CHECK(told({{"idp_identifier", "example.com"}}) == "invalid_request");
}

TEST_CASE_METHOD(AuthorizeFixture, "O36: prompt=none never asks, and never guesses") {
  CHECK(told({{"prompt", "none"}}) == "login_required");
  CHECK(told({{"prompt", "none login"}}) == "invalid_request");
  CHECK(told({{"prompt", "sometimes"}}) == "invalid_request");
  browser.sign_in(request_of(spa));
  CHECK(told({{"prompt", "none"}}) == "");
  CHECK(parameters_of(answer({{"prompt", "none"}})).get("code").size() > 20);
  // A cookie that comes twice, or is somebody's invention, is none.
  const std::string cookie = browser.cookies()["cognito"];
  const std::string target = "/oauth2/authorize?" + encode(request_of(spa, {{"prompt", "none"}}));
  const auto asked = [&](const std::string& line) {
    const auto response = send("GET", target, {{"Cookie", line}});
    return std::string(parameters_of(location_of(response)).get("error"));
  };
  CHECK(asked("cognito=" + cookie) == "");
  CHECK(asked("cognito=" + cookie + "; cognito=" + cookie) == "login_required");
  CHECK(asked("cognito=" + cookie.substr(1)) == "login_required");
  CHECK(asked("cognito=") == "login_required");
}

TEST_CASE_METHOD(AuthorizeFixture, "a browser that has signed in goes on without a question") {
  browser.sign_in(request_of(spa));
  CHECK(answer({}).starts_with(std::string(kCallback) + "?code="));
  CHECK(answer({{"redirect_uri", "myapp://callback?from=here"}})
            .starts_with("myapp://callback?from=here&code="));
  // So it does at every client of the pool.
  CHECK(answer({}, app).starts_with(std::string(kCallback) + "?code="));
  CHECK(leads_to_login({{"prompt", "login"}}));
  CHECK(leads_to_login({{"prompt", "select_account consent"}}));
}

TEST_CASE_METHOD(AuthorizeFixture, "O36: max_age and SSOSession bound how old a session may be") {
  browser.sign_in(request_of(spa));
  advance_s(100);
  CHECK(told({{"max_age", "1000"}}) == "");
  CHECK(leads_to_login({{"max_age", "99"}}));
  CHECK(told({{"max_age", "99"}, {"prompt", "none"}}) == "login_required");
  CHECK(told({{"max_age", "-1"}}) == "invalid_request");
  CHECK(told({{"max_age", "soon"}}) == "invalid_request");
  advance_s(3'600);
  CHECK(leads_to_login({}));
  run("SetUserPoolSessionConfiguration",
      for_pool(pool, R"({"UserSessionTracking":"ENABLED","TokenSession":{"MaxPerUser":20}})"));
  Json longer = for_pool(pool).set("ClientId", spa);
  longer.set("SSOSession", Json::object().set("MaxValidityMinutes", 120));
  run("SetUserPoolClientSessionConfiguration", longer);
  CHECK(told({}) == "");
  longer.set("SSOSession", Json::object().set("MaxValidityMinutes", 0));
  run("SetUserPoolClientSessionConfiguration", longer);
  CHECK(leads_to_login({}));
}

TEST_CASE_METHOD(AuthorizeFixture, "O36: a hint at another user never goes on with this one") {
  const auto id_token = [&](Browser& of, std::string_view name) {
    const Fields request = request_of(spa, {{"response_type", "token"}, {"scope", "openid"}});
    return std::string(parameters_of(of.sign_in(request, name), '#').get("id_token"));
  };
  new_confirmed("bob");
  Browser other(*this);
  const std::string bob = id_token(other, "bob");
  const std::string alice = id_token(browser, "alice");
  CHECK(told({{"prompt", "none"}, {"id_token_hint", alice}}) == "");
  CHECK(told({{"prompt", "none"}, {"id_token_hint", bob}}) == "login_required");
  CHECK(leads_to_login({{"id_token_hint", bob}}));
  CHECK(told({{"id_token_hint", "x"}}) == "invalid_request");
  CHECK(told({{"id_token_hint", "x.y.z"}}) == "invalid_request");
  advance_s(3'500);
  CHECK(told({{"prompt", "none"}, {"id_token_hint", alice}}) == "");
}

TEST_CASE_METHOD(AuthorizeFixture, "a level that was reached is not asked for again") {
  update_client(spa, R"({"ExplicitAuthFlows":["ALLOW_USER_AUTH"]})");
  const std::string low = "urn:cognito:loa:1";
  const std::string code = browser.code(request_of(spa, {{"acr_values", low}}));
  const Json tokens =
      granted(post_form("/oauth2/token", {{"grant_type", "authorization_code"},
                                          {"client_id", spa},
                                          {"code", code},
                                          {"redirect_uri", std::string(kCallback)}}));
  CHECK(claims_of(tokens.get_string("id_token")).get_string("acr") == low);
  CHECK(told({{"acr_values", low}}) == "");
  CHECK(leads_to_login({{"acr_values", "urn:cognito:loa:2"}}));
}

TEST_CASE_METHOD(AuthorizeFixture, "a session below the level that is asked for is asked again") {
  browser.sign_in(request_of(spa));
  CHECK(leads_to_login({{"acr_values", "urn:cognito:loa:4"}}));
  CHECK(told({{"acr_values", "urn:cognito:loa:4"}, {"prompt", "none"}}) == "login_required");
  // Levels nobody knows are passed over.
  CHECK(told({{"acr_values", "gold silver"}}) == "");
}

TEST_CASE_METHOD(AuthorizeFixture,
                 "O21: who may not sign in any more is not signed in by a cookie") {
  browser.sign_in(request_of(spa));
  CHECK(told({}) == "");
  const auto kept = browser.cookies();
  run("AdminDisableUser", for_user("alice"));
  CHECK(leads_to_login({}));
  run("AdminEnableUser", for_user("alice"));
  CHECK(leads_to_login({}));  // Disabling has ended it.
  browser.sign_in(request_of(spa));
  run("AdminUserGlobalSignOut", for_user("alice"));
  CHECK(leads_to_login({}));
  browser.sign_in(request_of(spa));
  run("AdminDeleteUser", for_user("alice"));
  CHECK(leads_to_login({}));
}

TEST_CASE_METHOD(AuthorizeFixture, "O30: answers with codes are kept nowhere") {
  browser.sign_in(request_of(spa));
  const http::Response response = browser.authorize(request_of(spa));
  CHECK(header_of(response, "Cache-Control") == "no-store");
  CHECK(header_of(response, "Referrer-Policy") == "no-referrer");
}

TEST_CASE_METHOD(AuthorizeFixture, "the implicit grant answers in the fragment, without refresh") {
  const std::string address =
      browser.sign_in(request_of(spa, {{"response_type", "token"}, {"nonce", "n1"}}));
  REQUIRE(address.starts_with(std::string(kCallback) + "#id_token="));
  const auto fields = parameters_of(address, '#');
  CHECK(fields.get("token_type") == "Bearer");
  CHECK(fields.get("expires_in") == "3600");
  CHECK(fields.get("state") == "xyz");
  CHECK(fields.find("refresh_token") == nullptr);
  const Json id = claims_of(fields.get("id_token"));
  CHECK(id.get_string("nonce") == "n1");
  CHECK(id.contains("at_hash"));
  CHECK(claims_of(fields.get("access_token")).get_int("version") == 2);
  // Without openid nobody says who the user is.
  const auto bare = parameters_of(
      answer({{"response_type", "token"}, {"scope", "aws.cognito.signin.user.admin"}}), '#');
  CHECK(bare.find("id_token") == nullptr);
  run("GetUser", object("AccessToken", bare.get("access_token")));
}

TEST_CASE_METHOD(AuthorizeFixture, "O37: addresses are those of the configuration") {
  const std::string target = "/oauth2/authorize?" + encode(request_of(spa));
  const auto spoofed = send(
      "GET", target, {{"X-Forwarded-Host", "evil.example"}, {"Forwarded", "host=evil.example"}});
  CHECK(location_of(spoofed).starts_with(std::string(kLoginBase) + "/login?"));
  const auto by_path = send("GET", "/domains/demo" + target, {}, {}, "evil.example");
  CHECK(location_of(by_path).starts_with(std::string(kLoginBase) + "/login?"));
  CHECK(send("GET", target, {}, {}, "nobody.auth.us-east-1.amazoncognito.com").status == 404);
  CHECK(send("GET", target, {}, {}, "evil.example").status == 404);
}
