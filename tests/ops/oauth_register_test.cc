// POST /oauth2/register: clients that register themselves.
#include "ops/oauth_fixture.h"

using namespace postern;
using namespace postern::test;
using namespace postern::test::oauth;

namespace {

struct RegisterFixture : OAuthFixture {
  // The pool's DcrConfiguration; null switches it off.
  void allow(std::string_view configuration) {
    run("UpdateUserPool", for_pool(pool, R"({"AutoVerifiedAttributes":["email"]})")
                              .set("DcrConfiguration", json(configuration)));
  }
  void allow_all() { allow(R"({"EnableStatus":"ENABLED","OpenDcrEnabled":true})"); }

  http::Response ask(std::string_view body, Headers headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return send("POST", "/oauth2/register", headers, body);
  }
  Json registered(std::string_view body, const Headers& headers = {}) {
    const http::Response response = ask(body, headers);
    INFO(response.body);
    REQUIRE(response.status == 201);
    return json(response.body);
  }
  // An access token with the scope, of a client that may ask for one.
  std::string registration_token(std::string_view scope = "aws.cognito/dcr/register") {
    Json request = json(R"({"GenerateSecret":true,"AllowedOAuthFlows":["client_credentials"]})");
    request.set("AllowedOAuthScopes", Json::array().push_back(scope));
    const std::string id = oauth_client(request.dump());
    const Json tokens = granted(post_form("/oauth2/token", {{"grant_type", "client_credentials"}},
                                          {{"Authorization", basic(id, secret_of(id))}}));
    return "Bearer " + std::string(tokens.get_string("access_token"));
  }
};

constexpr std::string_view kPlain = R"({"redirect_uris":["https://new.example.com/cb"]})";

}  // namespace

TEST_CASE_METHOD(RegisterFixture, "a client registers itself and signs its users in") {
  allow_all();
  const Json made = registered(R"({
      "client_name":"A new app","redirect_uris":["https://app.example.com/callback"],
      "token_endpoint_auth_method":"none","scope":"openid email","logo_uri":"https://x.example/"})");
  CHECK_FALSE(made.contains("client_secret"));
  CHECK(made.get_int("client_id_issued_at") == clock->now_us() / kMicrosPerSecond);
  CHECK(made.get_string("scope") == "openid email");
  CHECK(made.get_string("client_name") == "A new app");
  CHECK(made.find("grant_types")->dump() == R"(["authorization_code"])");
  CHECK(made.find("response_types")->dump() == R"(["code"])");
  CHECK(made.find("redirect_uris")->dump() == R"(["https://app.example.com/callback"])");
  const std::string id(made.get_string("client_id"));
  CHECK(describe_client(id).get_string("ClientType") == "DCR");
  CHECK_FALSE(describe_client(spa).contains("ClientType"));
  Browser browser(*this);
  granted(post_form("/oauth2/token", {{"grant_type", "authorization_code"},
                                      {"client_id", id},
                                      {"code", browser.code(request_of(id))},
                                      {"redirect_uri", std::string(kCallback)}}));
  const auto listed = [&](std::string_view type) {
    return run("ListUserPoolClients", object("UserPoolId", pool, "ClientType", type))
        .find("UserPoolClients")
        ->size();
  };
  CHECK(listed("DCR") == 1);
  CHECK(listed("REGULAR") == 4);
  // What it is stays, whoever changes it.
  update_client(id, R"({"ClientName":"renamed"})");
  CHECK(describe_client(id).get_string("ClientType") == "DCR");
}

TEST_CASE_METHOD(RegisterFixture, "what is left out is filled in, and a secret is shown once") {
  allow_all();
  const http::Response response = ask(kPlain);
  const Json made = json(response.body);
  CHECK(header_of(response, "Cache-Control") == "no-store");
  CHECK(made.get_string("token_endpoint_auth_method") == "client_secret_basic");
  CHECK(made.get_string("client_secret") == secret_of(made.get_string("client_id")));
  CHECK(made.get_int("client_secret_expires_at", -1) == 0);
  CHECK(made.get_string("scope") == "openid email phone profile");
}

TEST_CASE_METHOD(RegisterFixture, "nobody registers where the pool does not let them") {
  CHECK(error_of(ask(kPlain)) == "403 access_denied");
  allow(R"({"OpenDcrEnabled":true})");
  CHECK(error_of(ask(kPlain)) == "403 access_denied");
  allow(R"({"EnableStatus":"ENABLED"})");
  const http::Response closed = ask(kPlain);
  CHECK(error_of(closed) == "401 invalid_token");
  CHECK(header_of(closed, "WWW-Authenticate") == "Bearer error=\"invalid_token\"");
  allow_all();
  registered(kPlain);
  CHECK(send("GET", "/oauth2/register").status == 405);
  const std::string document = send("GET", "/" + pool + "/.well-known/openid-configuration").body;
  CHECK(json(document).get_string("registration_endpoint") ==
        std::string(kLoginBase) + "/oauth2/register");
}

TEST_CASE_METHOD(RegisterFixture, "with a token for it a client may register more") {
  allow(R"({"EnableStatus":"ENABLED","AllowedScopes":["openid","api/read"]})");
  run("CreateResourceServer",
      json(R"({"UserPoolId":")" + pool + R"(","Identifier":"api","Name":"api",
               "Scopes":[{"ScopeName":"read","ScopeDescription":"r"}]})"));
  const Headers token{{"Authorization", registration_token()}};
  registered(kPlain, token);
  constexpr std::string_view kMachine = R"({"grant_types":["client_credentials"]})";
  const Json machine = registered(kMachine, token);
  CHECK(machine.get_string("scope") == "api/read");
  CHECK(machine.find("response_types")->empty());
  const std::string id(machine.get_string("client_id"));
  granted(post_form("/oauth2/token", {{"grant_type", "client_credentials"}},
                    {{"Authorization", basic(id, machine.get_string("client_secret"))}}));
  // Without one less, and with another's nothing.
  allow(
      R"({"EnableStatus":"ENABLED","OpenDcrEnabled":true,"AllowedScopes":["openid","api/read"]})");
  CHECK(error_of(ask(kMachine)) == "400 invalid_client_metadata");
  registered(kPlain);
  CHECK(error_of(ask(kPlain, {{"Authorization", registration_token("api/read")}})) ==
        "403 insufficient_scope");
  CHECK(error_of(ask(kPlain, {{"Authorization", "Bearer x"}})) == "401 invalid_token");
  CHECK(error_of(ask(kPlain, {{"Authorization", basic(app, secret)}})) == "401 invalid_token");
  CHECK(error_of(ask(kPlain, {{"Authorization", "Bearer " + std::string(sign_in("alice").get_string(
                                                                "AccessToken"))}})) ==
        "403 insufficient_scope");
}

TEST_CASE_METHOD(RegisterFixture, "O10: an address that a browser would run is not registered") {
  allow_all();
  for (const char* uri : {"javascript:alert(1)", "http://new.example.com/", "data:text/html,x",
                          "https://new.example.com/#x", "/cb", ""}) {
    INFO(uri);
    Json body = Json::object();
    body.set("redirect_uris", Json::array().push_back(uri));
    CHECK(error_of(ask(body.dump())) == "400 invalid_redirect_uri");
  }
  CHECK(error_of(ask("{}")) == "400 invalid_redirect_uri");
  constexpr std::string_view kBadGoodbye =
      R"({"redirect_uris":["https://new.example.com/cb"],
          "post_logout_redirect_uris":["javascript:x"]})";
  CHECK(error_of(ask(kBadGoodbye)) == "400 invalid_redirect_uri");
  registered(R"({"redirect_uris":["http://localhost:8000/cb","myapp://cb"],
                 "post_logout_redirect_uris":["https://new.example.com/bye"]})");
}

TEST_CASE_METHOD(RegisterFixture, "what does not fit the pool or itself is refused") {
  allow_all();
  const auto refused = [&](std::string_view members) {
    Json body = json(kPlain);
    const Json more = json(members);
    for (const JsonMember& member : more.as_object()) body.set(member.key, member.value);
    return error_of(ask(body.dump()));
  };
  const std::string kInvalid = "400 invalid_client_metadata";
  CHECK(refused(R"({"scope":"openid aws.cognito.signin.user.admin"})") == kInvalid);
  CHECK(refused(R"({"grant_types":["implicit"]})") == kInvalid);
  CHECK(refused(R"({"grant_types":["password"]})") == kInvalid);
  CHECK(refused(R"({"grant_types":["refresh_token"]})") == kInvalid);
  CHECK(refused(R"({"grant_types":[]})") == kInvalid);
  CHECK(refused(R"({"grant_types":"authorization_code"})") == kInvalid);
  CHECK(refused(R"({"response_types":["token"]})") == kInvalid);
  CHECK(refused(R"({"response_types":["code","id_token"]})") == kInvalid);
  CHECK(refused(R"({"token_endpoint_auth_method":"private_key_jwt"})") == kInvalid);
  CHECK(refused(R"({"client_name":"<script>"})") == kInvalid);
  CHECK(refused(R"({"client_name":7})") == kInvalid);
  CHECK(refused(R"({"software_statement":"e30.e30."})") == "400 invalid_software_statement");
  CHECK(refused(R"({"grant_types":["authorization_code","refresh_token"]})") == "201 ");
  CHECK(error_of(ask("[]")) == kInvalid);
  CHECK(error_of(ask("{")) == kInvalid);
  CHECK(error_of(ask(std::string(65 << 10, ' '))) == kInvalid);
  CHECK(error_of(send("POST", "/oauth2/register", {{"Content-Type", "text/plain"}}, kPlain)) ==
        kInvalid);  // H17
}

TEST_CASE_METHOD(RegisterFixture, "clients that register themselves come to an end") {
  allow_all();
  int made = 0;
  http::Response last;
  while (made < 1'001) {
    last = ask(kPlain);
    if (last.status != 201) break;
    ++made;
  }
  CHECK(error_of(last) == "403 access_denied");
  CHECK(made == 1'000 - 4);  // The pool had four.
  // Whoever owns the pool goes on.
  oauth_client();
}
