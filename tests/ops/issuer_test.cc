// IssuerConfiguration: who the tokens and documents of a pool say they are from.
#include "codec/jwt_text.h"
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

TEST_CASE_METHOD(AuthFixture, "a pool with the updated issuer says so in tokens and documents") {
  new_confirmed("ada");
  const auto issuer_of = [](const Json& tokens) {
    const auto parts = codec::split_jwt(tokens.get_string("AccessToken"));
    REQUIRE(parts.ok());
    return std::string(codec::decode_jwt_object(parts->payload)->get_string("iss"));
  };
  const Json before = sign_in("ada");
  CHECK(issuer_of(before) == "https://cognito-idp.us-east-1.amazonaws.com/" + pool);
  run("UpdateUserPool", for_pool(pool, R"({"AutoVerifiedAttributes":["email"],
                                           "IssuerConfiguration":{"Type":"UPDATED"}})"));
  const Json after = sign_in("ada");
  const std::string updated = "https://issuer-cognito-idp.us-east-1.amazonaws.com/" + pool;
  CHECK(issuer_of(after) == updated);
  const std::string target = "/" + pool + "/.well-known/openid-configuration";
  http::Request request;
  request.method = "GET";
  request.target = target;
  const http::Response answer = engine->handle_http(request);
  CHECK(json(answer.body).get_string("issuer") == updated);
  CHECK(json(answer.body).get_string("jwks_uri") == updated + "/.well-known/jwks.json");
  // Tokens of either issuer count while they last.
  for (const Json* tokens : {&before, &after}) {
    CHECK(run("GetUser", object("AccessToken", tokens->get_string("AccessToken")))
              .get_string("Username") == "ada");
  }
}
