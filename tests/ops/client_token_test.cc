// GetClientToken: tokens of app clients for themselves, from the secret to the verifier.
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kGivenSecret = "first_secret_of_the_client";

struct ClientTokenFixture : AuthFixture {
  std::string machine;
  std::string secret;

  ClientTokenFixture() {
    make_server("files", R"([{"ScopeName":"read","ScopeDescription":"d"},
                             {"ScopeName":"write","ScopeDescription":"d"}])");
    const Json made = make_machine(R"({"AllowedOAuthScopes":["files/read","files/write"]})");
    machine = made.get_string("ClientId");
    secret = made.get_string("ClientSecret");
  }

  void make_server(std::string_view identifier, std::string_view scopes) {
    run("CreateResourceServer", for_pool(pool)
                                    .set("Identifier", identifier)
                                    .set("Name", "api")
                                    .set("Scopes", json(scopes)));
  }
  Json make_machine(std::string_view members) {
    Json request = for_pool(pool, members);
    request.set("ClientName", "machine").set("GenerateSecret", true);
    set_flow(request, "ALLOW_CLIENT_TOKEN_AUTH");
    return *run("CreateUserPoolClient", request).find("UserPoolClient");
  }
  static void set_flow(Json& request, std::string_view flow) {
    request.set("ExplicitAuthFlows", Json(Json::Array{Json(flow)}));
  }
  Json request() { return object("ClientId", machine, "Secret", secret); }
  Json with_scopes(std::string_view scopes) { return request().set("Scopes", json(scopes)); }
  std::string token(const Json& asked) {
    const Json answer = run("GetClientToken", asked);
    return std::string(answer.find("ClientAuthenticationResult")->get_string("AccessToken"));
  }
  Json claims(std::string_view access_token) {
    const auto verified = engine->verify(access_token, {.token_use = "access"});
    REQUIRE(verified.ok());
    return json(**verified);
  }
  std::string verify_refusal(std::string_view access_token) {
    const auto verified = engine->verify(access_token, {});
    return verified.ok() ? "" : verified.error().message;
  }
};

}  // namespace

TEST_CASE_METHOD(ClientTokenFixture, "a client gets an access token whose subject it is") {
  const Json answer = run("GetClientToken", request());
  const Json& result = *answer.find("ClientAuthenticationResult");
  CHECK(result.get_string("TokenType") == "Bearer");
  CHECK(result.get_int("ExpiresIn") == 3600);
  const Json said = claims(result.get_string("AccessToken"));
  CHECK(said.get_string("sub") == machine);
  CHECK(said.get_string("client_id") == machine);
  CHECK(said.get_string("token_use") == "access");
  CHECK(said.get_string("scope") == "files/read files/write");
  CHECK(said.get_int("version") == 2);
  CHECK(said.get_int("exp") - said.get_int("iat") == 3600);
  CHECK(said.get_string("iss").ends_with(pool));
  for (const auto of_user :
       {"username", "cognito:groups", "device_key", "origin_jti", "event_id"}) {
    CHECK_FALSE(said.contains(of_user));
  }
}

TEST_CASE_METHOD(ClientTokenFixture, "the caller over the network needs no other credentials") {
  CHECK(call("GetClientToken", request(), ops::Caller::Kind::anonymous).ok());
}

TEST_CASE_METHOD(ClientTokenFixture, "O23: a token holds the scopes asked for and never more") {
  CHECK(claims(token(with_scopes(R"(["files/write"])"))).get_string("scope") == "files/write");
  const std::string invalid = "InvalidParameterException: Invalid scope requested: ";
  for (const std::string scope : {"files/delete", "openid", "aws.cognito.signin.user.admin", ""}) {
    const Json asked = request().set("Scopes", Json(Json::Array{Json(scope)}));
    CHECK(refusal("GetClientToken", asked) == invalid + scope);
  }
  CHECK(refusal("GetClientToken", with_scopes(R"(["files/read","files/read"])")) ==
        invalid + "files/read");
  CHECK(refusal("GetClientToken", with_scopes("[]")) ==
        "InvalidParameterException: Scopes cannot be empty.");
}

TEST_CASE_METHOD(ClientTokenFixture,
                 "O23: built-in scopes and those that are gone are not granted") {
  make_server("mail", R"([{"ScopeName":"send","ScopeDescription":"d"}])");
  const Json made = make_machine(R"({"AllowedOAuthScopes":["openid","mail/send","files/read"]})");
  const Json asked =
      object("ClientId", made.get_string("ClientId"), "Secret", made.get_string("ClientSecret"));
  CHECK(claims(token(asked)).get_string("scope") == "mail/send files/read");
  run("DeleteResourceServer", for_pool(pool, R"({"Identifier":"mail"})"));
  CHECK(claims(token(asked)).get_string("scope") == "files/read");
  CHECK(refusal("GetClientToken", Json(asked).set("Scopes", json(R"(["mail/send"])")))
            .ends_with("Invalid scope requested: mail/send"));
  run("DeleteResourceServer", for_pool(pool, R"({"Identifier":"files"})"));
  CHECK(refusal("GetClientToken", asked) ==
        "InvalidParameterException: The app client has no custom scopes.");
}

TEST_CASE_METHOD(ClientTokenFixture, "only the client's own secret opens") {
  CHECK(refusal("GetClientToken", request().set("Secret", std::string(51, 'a'))) ==
        "NotAuthorizedException: Invalid client secret for client " + machine);
  CHECK(refusal("GetClientToken", request().set("ClientId", "nobody")) ==
        "ResourceNotFoundException: User pool client nobody does not exist.");
  CHECK(refusal("GetClientToken", request().set("ClientId", client)) ==
        "NotAuthorizedException: Client " + client + " has no client secret.");
  token(request());
}

TEST_CASE_METHOD(ClientTokenFixture, "a client of users has no token for itself") {
  const Json made =
      *run("CreateUserPoolClient", for_pool(pool, R"({"ClientName":"web","GenerateSecret":true,
                             "AllowedOAuthScopes":["files/read"]})"))
           .find("UserPoolClient");
  CHECK(refusal("GetClientToken", object("ClientId", made.get_string("ClientId"), "Secret",
                                         made.get_string("ClientSecret"))) ==
        "InvalidParameterException: ALLOW_CLIENT_TOKEN_AUTH is not enabled for the client.");
}

TEST_CASE_METHOD(ClientTokenFixture, "both secrets of a client are accepted while there are two") {
  const Json added = *run("AddUserPoolClientSecret",
                          for_pool(pool).set("ClientId", machine).set("ClientSecret", kGivenSecret))
                          .find("ClientSecretDescriptor");
  const Json by_second = request().set("Secret", kGivenSecret);
  token(request());
  const std::string before = token(by_second);
  run("DeleteUserPoolClientSecret", for_pool(pool)
                                        .set("ClientId", machine)
                                        .set("ClientSecretId", added.get_string("ClientSecretId")));
  CHECK(refusal("GetClientToken", by_second).starts_with("NotAuthorizedException"));
  token(request());
  // What was had with it is good until it expires.
  CHECK(verify_refusal(before) == "");
}

TEST_CASE_METHOD(ClientTokenFixture,
                 "J35: tokens of a client end with it, with its pool, in time") {
  const std::string mine = token(request());
  CHECK(verify_refusal(mine) == "");
  const Json other = make_machine(R"({"AllowedOAuthScopes":["files/read"]})");
  const std::string others = token(
      object("ClientId", other.get_string("ClientId"), "Secret", other.get_string("ClientSecret")));
  run("DeleteUserPoolClient", for_pool(pool).set("ClientId", machine));
  CHECK(verify_refusal(mine) == "Token has been revoked");
  CHECK(verify_refusal(others) == "");
  CHECK(refusal("GetClientToken", request()).starts_with("ResourceNotFoundException"));
  SECTION("expiry") {
    advance_s(3600);
    CHECK(verify_refusal(others) == "Token has expired");
  }
  SECTION("the pool's end") {
    run("DeleteUserPool", for_pool(pool));
    CHECK_FALSE(verify_refusal(others).empty());
  }
}

TEST_CASE_METHOD(ClientTokenFixture, "A09: a client's token is no user's at operations of users") {
  const std::string mine = token(request());
  CHECK(refusal("GetUser", object("AccessToken", mine)) ==
        "NotAuthorizedException: Access Token does not have required scopes");
  new_confirmed("ann");
  run("GetUser", object("AccessToken", access_token("ann")));
}

TEST_CASE_METHOD(ClientTokenFixture, "version 3 of PreTokenGeneration changes a client's token") {
  Json seen;
  const auto function = [&](std::string_view event) -> Result<std::string> {
    seen = json(event);
    seen.set("response", json(R"({"claimsAndScopeOverrideDetails":{
        "accessTokenGeneration":{"claimsToAddOrOverride":{"tenant":"t1","sub":"someone",
            "username":"ann"},
          "scopesToAdd":["aws.cognito.signin.user.admin"],"scopesToSuppress":["files/write"]},
        "groupOverrideDetails":{"groupsToOverride":["admins"]}}})"));
    return seen.dump();
  };
  REQUIRE(engine->set_trigger("PreTokenGeneration", 2, pool, function).ok());
  CHECK_FALSE(claims(token(request())).contains("tenant"));
  CHECK(seen.is_null());
  REQUIRE(engine->set_trigger("PreTokenGeneration", 3, pool, function).ok());
  const std::string changed = token(request().set("ClientMetadata", object("reason", "nightly")));
  const Json said = claims(changed);
  CHECK(said.get_string("tenant") == "t1");
  CHECK(said.get_string("sub") == machine);
  CHECK(said.get_string("scope") == "files/read aws.cognito.signin.user.admin");
  CHECK_FALSE(said.contains("username"));
  CHECK_FALSE(said.contains("cognito:groups"));
  CHECK(seen.get_string("triggerSource") == "TokenGeneration_ClientCredentials");
  CHECK(seen.get_string("userName") == "ClientCredentials");
  CHECK(seen.find("request")->find("clientMetadata")->get_string("reason") == "nightly");
  // The scope alone does not make it a user's.
  CHECK(refusal("GetUser", object("AccessToken", changed)) ==
        "NotAuthorizedException: Access Token does not have required scopes");
}
