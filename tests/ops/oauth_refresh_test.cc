// POST /oauth2/token for refresh tokens, and for clients themselves.
#include "ops/oauth_token_fixture.h"

using namespace postern;
using namespace postern::test;
using namespace postern::test::oauth;

TEST_CASE_METHOD(GrantFixture,
                 "a hosted session is refreshed with its scopes and without a new token") {
  const Json first = tokens({{"scope", "openid email"}});
  advance_s(60);
  const Json second = granted(token(refresh_fields(first)));
  CHECK_FALSE(second.contains("refresh_token"));
  CHECK(claims_of(second.get_string("access_token")).get_string("scope") == "openid email");
  CHECK(claims_of(second.get_string("id_token")).get_int("auth_time") ==
        claims_of(first.get_string("id_token")).get_int("auth_time"));
  const Json bare = tokens({{"scope", "aws.cognito.signin.user.admin"}});
  CHECK_FALSE(bare.contains("id_token"));
  CHECK_FALSE(granted(token(refresh_fields(bare))).contains("id_token"));
  CHECK(error_of(token({{"grant_type", "refresh_token"}, {"client_id", spa}})) ==
        "400 invalid_request");
  CHECK(error_of(token(
            {{"grant_type", "refresh_token"}, {"client_id", spa}, {"refresh_token", "rubbish"}})) ==
        "400 invalid_grant");
}

TEST_CASE_METHOD(GrantFixture,
                 "O22: a refresh gets no more scopes than were granted, and for its client") {
  const Json first = tokens({{"scope", "openid email"}});
  CHECK(error_of(token(refresh_fields(first, {{"scope", "openid profile"}}))) ==
        "400 invalid_scope");
  const Json narrow = granted(token(refresh_fields(first, {{"scope", "email"}})));
  CHECK(claims_of(narrow.get_string("access_token")).get_string("scope") == "email");
  CHECK_FALSE(narrow.contains("id_token"));
  const Json whole = granted(token(refresh_fields(first, {{"scope", "email openid"}})));
  CHECK(claims_of(whole.get_string("access_token")).get_string("scope") == "email openid");
  CHECK(error_of(token({{"grant_type", "refresh_token"},
                        {"refresh_token", std::string(first.get_string("refresh_token"))}},
                       {{"Authorization", basic(app, secret)}})) == "400 invalid_grant");
}

TEST_CASE_METHOD(GrantFixture,
                 "O19: with rotation a refresh token is replaced, and its reuse ends all") {
  update_client(spa, R"({"RefreshTokenRotation":{"Feature":"ENABLED"},
                         "ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH"]})");
  const Json first = tokens();
  // A refusal for its scope uses nothing up.
  CHECK(error_of(token(refresh_fields(first, {{"scope", "phone"}}))) == "400 invalid_scope");
  const Json second = granted(token(refresh_fields(first)));
  REQUIRE(second.contains("refresh_token"));
  CHECK(error_of(token(refresh_fields(first))) == "400 invalid_grant");
  CHECK(error_of(token(refresh_fields(second))) == "400 invalid_grant");
}

TEST_CASE_METHOD(GrantFixture, "a session of the API goes on at the endpoint too") {
  update_client(spa, R"({"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]})");
  const Json api = sign_in("alice", kPassword, spa);
  const Json answer =
      granted(token({{"grant_type", "refresh_token"},
                     {"client_id", spa},
                     {"refresh_token", std::string(api.get_string("RefreshToken"))}}));
  CHECK(claims_of(answer.get_string("access_token")).get_string("scope") ==
        "aws.cognito.signin.user.admin");
  CHECK(answer.contains("id_token"));
}

TEST_CASE_METHOD(GrantFixture,
                 "a client has tokens for itself with the custom scopes it asks for") {
  make_machine();
  const Json all = granted(token(machine_fields()));
  CHECK(all.size() == 3);
  const Json claims = claims_of(all.get_string("access_token"));
  CHECK(claims.get_string("sub") == machine);
  CHECK(claims.get_string("scope") == "api/read api/write");
  const Json one = granted(token({{"grant_type", "client_credentials"}, {"scope", "api/write"}},
                                 {{"Authorization", basic(machine, machine_secret)}}));
  CHECK(claims_of(one.get_string("access_token")).get_string("scope") == "api/write");
  // O23: no more than it has, and nothing about users.
  for (const char* scope :
       {"api/delete", "openid", "aws.cognito.signin.user.admin", "api/read x"}) {
    CHECK(error_of(token(machine_fields({{"scope", scope}}))) == "400 invalid_scope");
  }
  CHECK(error_of(token({{"grant_type", "client_credentials"}},
                       {{"Authorization", basic(app, secret)}})) == "400 unauthorized_client");
  CHECK(error_of(token(machine_fields({{"aws_client_metadata", "[1]"}}))) == "400 invalid_request");
  CHECK(error_of(token(machine_fields({{"aws_client_metadata", R"({"a":1})"}}))) ==
        "400 invalid_request");
  granted(token(machine_fields({{"aws_client_metadata", R"({"a":"b"})"}})));
}
