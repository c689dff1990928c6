// Tokens of clients for themselves: what they say, and what does not pass for one.
#include "token_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct ClientTokenFixture : TokenFixture {
  const tokens::PoolSigningKeys& keys = shared_keys(0);

  std::string mint_for_client() {
    auto minted = tokens->mint_for_client({.pool = pool,
                                           .client = client,
                                           .scope = "files/read files/write",
                                           .issued_us = tokens->issue_time_us()});
    REQUIRE(minted.ok());
    return std::move(minted).value();
  }
  std::string signed_claims(const Json& claims) {
    const std::string header = R"({"kid":")" + keys.access_key.kid + R"(","alg":"RS256"})";
    return forge(keys.access_key, header, claims.dump());
  }
};

}  // namespace

TEST_CASE_METHOD(ClientTokenFixture, "a client's token says who it is and what it may, and no more",
                 "[tokens][client]") {
  const std::string token = mint_for_client();
  const Json claims = payload_of(token);
  CHECK(claims.size() == 10);
  CHECK(claims.get_string("sub") == client.id);
  CHECK(claims.get_string("client_id") == client.id);
  CHECK(claims.get_int("version") == 2);
  CHECK(claims.get_int("auth_time") == claims.get_int("iat"));
  const auto verified = tokens->verify(token, {.client_id = client.id, .token_use = "access"});
  REQUIRE(verified.ok());
  CHECK((*verified)->is_of_client());
  CHECK((*verified)->scope == "files/read files/write");
  CHECK((*verified)->session_id.empty());
}

TEST_CASE_METHOD(ClientTokenFixture, "a user's token that lost its user is nobody's",
                 "[tokens][client]") {
  const Json of_user = payload_of(mint().access_token);
  CHECK(tokens->verify(signed_claims(of_user)).ok());
  Json claims = of_user;
  for (const auto mark : {"username", "origin_jti", "event_id"}) {
    claims.erase(mark);
    CHECK_FALSE(tokens->verify(signed_claims(claims)).ok());
  }
  claims.set("sub", client.id);
  CHECK(tokens->verify(signed_claims(claims)).ok());
  for (const auto mark : {"username", "origin_jti", "event_id"}) {
    Json marked = claims;
    marked.set(mark, "someone");
    CHECK_FALSE(tokens->verify(signed_claims(marked)).ok());
  }
}

TEST_CASE_METHOD(ClientTokenFixture, "J35: a client's token ends with the client",
                 "[tokens][client]") {
  const std::string token = mint_for_client();
  CHECK(tokens->verify(token).ok());
  REQUIRE(store.transact([&](domain::Txn& txn) { return domain::erase_client(txn, client); }).ok());
  CHECK(tokens->verify(token).error().message == "Token has been revoked");
}
