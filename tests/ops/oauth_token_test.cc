// POST /oauth2/token for codes; which client asks, and how.
#include <atomic>
#include <thread>

#include "ops/oauth_token_fixture.h"

using namespace postern;
using namespace postern::test;
using namespace postern::test::oauth;

TEST_CASE_METHOD(GrantFixture, "a code is exchanged for tokens as Cognito writes them") {
  const http::Response response = token(code_fields(new_code({{"nonce", "n1"}})));
  const Json answer = granted(response);
  CHECK(answer.get_string("token_type") == "Bearer");
  CHECK(answer.get_int("expires_in") == 3'600);
  CHECK(answer.size() == 5);
  const Json id = claims_of(answer.get_string("id_token"));
  CHECK(id.get_string("nonce") == "n1");
  CHECK(id.get_string("aud") == spa);
  CHECK(id.get_string("cognito:username") == "alice");
  const Json access = claims_of(answer.get_string("access_token"));
  CHECK(access.get_string("scope") == "openid email profile aws.cognito.signin.user.admin");
  CHECK(access.get_int("version") == 2);
  CHECK(header_of(response, "Content-Type") == "application/json;charset=UTF-8");
  CHECK(header_of(response, "Cache-Control") == "no-store");  // O30
  CHECK(header_of(response, "Pragma") == "no-cache");
  CHECK(header_of(response, "Access-Control-Allow-Origin") == "*");
  CHECK(header_of(response, "x-amz-cognito-request-id").size() == 36);
  run("GetUser", object("AccessToken", answer.get_string("access_token")));
}

TEST_CASE_METHOD(GrantFixture, "O01: a code that comes back ends what it was exchanged for") {
  const std::string code = new_code();
  const Json first = granted(token(code_fields(code)));
  run("GetUser", object("AccessToken", first.get_string("access_token")));
  advance_s(30);
  CHECK(error_of(token(code_fields(code))) == "400 invalid_grant");
  CHECK(refusal("GetUser", object("AccessToken", first.get_string("access_token"))) ==
        "NotAuthorizedException: Access Token has been revoked");
  CHECK(error_of(token(refresh_fields(first))) == "400 invalid_grant");
  // Somebody who has only seen the code, and not what proves the right to it, ends nothing.
  const Json other = tokens();
  CHECK(error_of(token(code_fields(code, {{"redirect_uri", "https://x.example/"}}))) ==
        "400 invalid_grant");
  run("GetUser", object("AccessToken", other.get_string("access_token")));
}

TEST_CASE_METHOD(GrantFixture,
                 "O01: so does one whose browser has signed out, and whose user is disabled") {
  const bool disables = GENERATE(false, true);
  const std::string code = browser.code(request_of(spa));
  const Json tokens = granted(token(code_fields(code)));
  browser.get("/logout?" + encode({{"client_id", spa}, {"logout_uri", std::string(kGoodbye)}}));
  run("GetUser", object("AccessToken", tokens.get_string("access_token")));
  if (disables) run("AdminDisableUser", for_user("alice"));
  CHECK(error_of(token(code_fields(code))) == "400 invalid_grant");
  if (disables) run("AdminEnableUser", for_user("alice"));
  CHECK(refusal("GetUser", object("AccessToken", tokens.get_string("access_token"))) ==
        "NotAuthorizedException: Access Token has been revoked");
}

TEST_CASE_METHOD(GrantFixture, "O02: of many who exchange a code at once one gets tokens") {
  constexpr int kThreads = 8;
  for (int round = 0; round < 3; ++round) {
    const Fields fields = code_fields(new_code());
    std::atomic<int> ready{0};
    std::atomic<int> won{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        ++ready;
        while (ready < kThreads) std::this_thread::yield();
        if (token(fields).status == 200) ++won;
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(won == 1);
  }
}

TEST_CASE_METHOD(GrantFixture, "O03: a code is good for the client that asked for it alone") {
  const std::string code = new_code();
  CHECK(error_of(token(code_fields(code, {{"client_id", ""}}),
                       {{"Authorization", basic(app, secret)}})) == "400 invalid_grant");
  CHECK(error_of(token(code_fields(code.substr(1)))) == "400 invalid_grant");
  CHECK(error_of(token(code_fields(code, {{"code", ""}}))) == "400 invalid_request");
  granted(token(code_fields(code)));
}

TEST_CASE_METHOD(GrantFixture, "O04: the address must be that of the request for the code") {
  const std::string code = new_code();
  CHECK(error_of(token(code_fields(code, {{"redirect_uri", ""}}))) == "400 invalid_grant");
  CHECK(error_of(token(code_fields(code, {{"redirect_uri", "myapp://callback?from=here"}}))) ==
        "400 invalid_grant");
  granted(token(code_fields(code)));
}

TEST_CASE_METHOD(GrantFixture, "O05: a challenge and its verifier are there both, or neither") {
  const std::string bound = new_code(kPkce);
  const std::string other(43, 'a');
  CHECK(error_of(token(code_fields(bound))) == "400 invalid_grant");
  CHECK(error_of(token(code_fields(bound, {{"code_verifier", other}}))) == "400 invalid_grant");
  granted(token(code_fields(bound, {{"code_verifier", std::string(kVerifier)}})));
  const std::string unbound = new_code();
  CHECK(error_of(token(code_fields(unbound, {{"code_verifier", std::string(kVerifier)}}))) ==
        "400 invalid_grant");
  granted(token(code_fields(unbound)));
}

TEST_CASE_METHOD(GrantFixture, "O06: a verifier has the form RFC 7636 gives it") {
  const std::string code = new_code(kPkce);
  for (const std::string& text :
       {std::string(42, 'a'), std::string(129, 'a'), std::string(42, 'a') + "+",
        std::string(42, 'a') + "/", std::string(42, 'a') + " "}) {
    CHECK(error_of(token(code_fields(code, {{"code_verifier", text}}))) == "400 invalid_request");
  }
  granted(token(code_fields(code, {{"code_verifier", std::string(kVerifier)}})));
}

TEST_CASE_METHOD(GrantFixture,
                 "a code lives for five minutes, and as long as its browser's session") {
  const std::string late = new_code();
  advance_s(301);
  CHECK(error_of(token(code_fields(late))) == "400 invalid_grant");
  const std::string in_time = new_code();
  advance_s(299);
  granted(token(code_fields(in_time)));
  const std::string ended = new_code();
  run("AdminUserGlobalSignOut", for_user("alice"));
  CHECK(error_of(token(code_fields(ended))) == "400 invalid_grant");
  const std::string disabled = new_code();
  run("AdminDisableUser", for_user("alice"));
  CHECK(error_of(token(code_fields(disabled))) == "400 invalid_grant");
}

TEST_CASE_METHOD(GrantFixture, "O24: a client proves itself in exactly one way") {
  const auto asked = [&](const Fields& more, const Headers& headers) {
    Fields fields = more;
    fields.emplace_back("grant_type", "authorization_code");
    fields.emplace_back("code", "none");
    fields.emplace_back("redirect_uri", std::string(kCallback));
    return token(fields, headers);
  };
  const std::string right = basic(app, secret);
  // The right ways: refused for the code alone.
  CHECK(error_of(asked({}, {{"Authorization", right}})) == "400 invalid_grant");
  CHECK(error_of(asked({}, {{"Authorization", "bAsIc " + right.substr(6)}})) ==
        "400 invalid_grant");
  CHECK(error_of(asked({{"client_id", app}}, {{"Authorization", right}})) == "400 invalid_grant");
  CHECK(error_of(asked({{"client_id", app}, {"client_secret", secret}}, {})) ==
        "400 invalid_grant");
  CHECK(error_of(asked({{"client_id", spa}}, {})) == "400 invalid_grant");
  CHECK(error_of(asked({{"client_id", spa}, {"client_secret", ""}}, {})) == "400 invalid_grant");
  // More than one, or another's.
  CHECK(error_of(asked({{"client_secret", secret}}, {{"Authorization", right}})) ==
        "400 invalid_request");
  CHECK(error_of(asked({{"client_id", spa}}, {{"Authorization", right}})) == "400 invalid_request");
  CHECK(error_of(asked({}, {{"Authorization", right}, {"Authorization", right}})) ==
        "400 invalid_request");
  CHECK(error_of(asked({}, {})) == "400 invalid_request");
  CHECK(error_of(asked({{"client_id", app},
                        {"client_assertion_type", "urn:x"},
                        {"client_assertion", "e30.e30."}},
                       {})) == "400 invalid_request");
  // None, or a wrong one.
  CHECK(error_of(asked({{"client_id", app}}, {})) == "400 invalid_client");
  CHECK(error_of(asked({{"client_id", app}, {"client_secret", "x"}}, {})) == "400 invalid_client");
  CHECK(error_of(asked({{"client_id", spa}, {"client_secret", "x"}}, {})) == "400 invalid_client");
  CHECK(error_of(asked({{"client_id", "unknown"}}, {})) == "400 invalid_client");
  for (const std::string& wrong :
       {basic(app, "x"), basic(app, ""), basic(spa, secret), basic("unknown", secret),
        std::string("Basic !"), std::string("Basic"), "Bearer " + right.substr(6),
        "Basic " + codec::base64_encode(app)}) {
    INFO(wrong);
    const http::Response response = asked({}, {{"Authorization", wrong}});
    CHECK(error_of(response) == "401 invalid_client");
    CHECK(header_of(response, "WWW-Authenticate").starts_with("Basic realm="));
  }
}

TEST_CASE_METHOD(GrantFixture, "O24: a secret with a plus sign counts in either spelling") {
  const std::string id = oauth_client(R"({"ClientSecret":"a+secret+of+twenty+four+bytes"})");
  const auto asked = [&](std::string_view text) {
    return error_of(token({{"grant_type", "authorization_code"}, {"code", "none"}},
                          {{"Authorization", basic(id, text)}}));
  };
  CHECK(asked("a+secret+of+twenty+four+bytes") == "400 invalid_grant");
  CHECK(asked("a%2Bsecret%2Bof%2Btwenty%2Bfour%2Bbytes") == "400 invalid_grant");
  CHECK(asked("a secret of twenty four bytes") == "401 invalid_client");
}

TEST_CASE_METHOD(GrantFixture, "O32: a token is asked for by a form in the body") {
  const std::string code = new_code();
  const std::string body = encode(code_fields(code));
  const Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
  const http::Response by_get = send("GET", "/oauth2/token?" + body);
  CHECK(by_get.status == 405);
  CHECK(header_of(by_get, "Allow") == "OPTIONS, POST");
  CHECK(error_of(send("POST", "/oauth2/token?" + body, form)) == "400 invalid_request");
  CHECK(error_of(send("POST", "/oauth2/token?x=y", form, body)) == "400 invalid_request");
  CHECK(error_of(send("POST", "/oauth2/token", {}, body)) == "400 invalid_request");
  CHECK(error_of(send("POST", "/oauth2/token", {{"Content-Type", "application/json"}}, "{}")) ==
        "400 invalid_request");
  CHECK(error_of(send("POST", "/oauth2/token", {form[0], {"Content-Encoding", "gzip"}}, body)) ==
        "400 invalid_request");
  CHECK(error_of(send("POST", "/oauth2/token", {form[0], form[0]}, body)) == "400 invalid_request");
  const std::string large = body + "&x=" + std::string(64 << 10, 'x');
  CHECK(error_of(send("POST", "/oauth2/token", form, large)) == "400 invalid_request");
  CHECK(error_of(send("POST", "/oauth2/token", form, "%zz")) == "400 invalid_request");
  const Headers spelt{{"Content-Type", "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}};
  granted(send("POST", "/oauth2/token", spelt, body));
}

TEST_CASE_METHOD(GrantFixture, "O28: a parameter that comes twice refuses the request") {
  const std::string body = encode(code_fields(new_code()));
  const Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
  CHECK(error_of(send("POST", "/oauth2/token", form, body + "&client_id=" + spa)) ==
        "400 invalid_request");
  granted(send("POST", "/oauth2/token", form, body));
}

TEST_CASE_METHOD(GrantFixture, "a grant is one there is, and one the client may use") {
  CHECK(error_of(token({{"client_id", spa}})) == "400 invalid_request");
  CHECK(error_of(token({{"client_id", spa}, {"grant_type", "password"}})) ==
        "400 unsupported_grant_type");
  CHECK(error_of(token({{"client_id", spa}, {"grant_type", "client_credentials"}})) ==
        "400 unauthorized_client");
  // O34: at the time when tokens would be issued.
  const std::string code = new_code();
  update_client(spa, R"({"AllowedOAuthFlows":["implicit"]})");
  CHECK(error_of(token(code_fields(code))) == "400 unauthorized_client");
  CHECK(error_of(token(
            {{"client_id", client}, {"grant_type", "refresh_token"}, {"refresh_token", "x"}})) ==
        "400 unauthorized_client");
}

TEST_CASE_METHOD(GrantFixture, "O33: what is good for one thing is good for no other") {
  const std::string code = new_code();
  const Json tokens = granted(token(code_fields(new_code())));
  const std::string refresh(tokens.get_string("refresh_token"));
  CHECK(error_of(token(code_fields(refresh))) == "400 invalid_grant");
  CHECK(error_of(token(
            {{"grant_type", "refresh_token"}, {"client_id", spa}, {"refresh_token", code}})) ==
        "400 invalid_grant");
  Browser other(*this);
  for (const std::string& text : {code, refresh, browser.cookies()["XSRF-TOKEN"]}) {
    other.cookies()["cognito"] = text;
    CHECK(location_of(other.authorize(request_of(spa)))
              .starts_with(std::string(kLoginBase) + "/login?"));
  }
  granted(token(code_fields(code)));
}

TEST_CASE_METHOD(GrantFixture,
                 "what a host's function refuses is told, and the code is not used up") {
  const std::string code = new_code();
  fail("PreTokenGeneration", "no tokens today");
  const http::Response refused = token(code_fields(code));
  CHECK(error_of(refused) == "400 invalid_request");
  CHECK(json(refused.body).get_string("error_description") ==
        "PreTokenGeneration failed with error no tokens today.");
  record("PreTokenGeneration");
  granted(token(code_fields(code)));
  CHECK(sources() == "TokenGeneration_HostedAuth ");
}

TEST_CASE_METHOD(GrantFixture, "tokens are had at their own pool's domain alone") {
  const std::string code = new_code();
  const std::string other = make_pool(R"({"PoolName":"other"})");
  run("CreateUserPoolDomain", object("UserPoolId", other, "Domain", "second"));
  const Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
  const http::Response elsewhere = send("POST", "/oauth2/token", form, encode(code_fields(code)),
                                        "second.auth.us-east-1.amazoncognito.com");
  CHECK(error_of(elsewhere) == "400 invalid_client");
  granted(token(code_fields(code)));
}
