// The service as operations use it: minting, documents, and what the texts look like.
#include "tokens/token_service.h"

#include "token_fixture.h"
#include "tokens/issuer.h"

using namespace postern;
using namespace postern::test;

TEST_CASE_METHOD(TokenFixture, "a minted pair is signed by the pool's two keys",
                 "[tokens][service]") {
  const auto minted = mint();
  CHECK(minted.expires_in_s == 3600);
  const auto header = [](std::string_view token) {
    return codec::base64url_decode(token.substr(0, token.find('.'))).value();
  };
  const auto& keys = shared_keys(0);
  CHECK(header(minted.id_token) == R"({"kid":")" + keys.id_key.kid + R"(","alg":"RS256"})");
  CHECK(header(minted.access_token) == R"({"kid":")" + keys.access_key.kid + R"(","alg":"RS256"})");
  CHECK(payload_of(minted.id_token).get_string("iss") ==
        "https://id.example.com/us-east-1_TestPool1");
  CHECK(payload_of(minted.id_token).get_string("jti") !=
        payload_of(minted.access_token).get_string("jti"));
}

TEST_CASE_METHOD(TokenFixture, "a customisation reaches both tokens", "[tokens][service]") {
  tokens::Customisation customisation;
  customisation.id.to_add.set("tier", "gold");
  customisation.access.to_add.set("quota", 5);
  customisation.scopes_to_add = {"api/read"};
  tokens::Grant with = grant();
  with.customisation = &customisation;
  const auto minted = tokens->mint(with);
  REQUIRE(minted.ok());
  CHECK(payload_of(minted->id_token).get_string("tier") == "gold");
  CHECK(payload_of(minted->access_token).get_int("quota") == 5);
  const auto verified = tokens->verify_access(minted->access_token);
  REQUIRE(verified.ok());
  CHECK((*verified)->scope == "aws.cognito.signin.user.admin api/read");
}

TEST_CASE_METHOD(TokenFixture, "a token that nobody could verify is not minted",
                 "[tokens][service]") {
  tokens::Customisation customisation;
  customisation.id.to_add.set("big", std::string(8'000, 'x'));
  tokens::Grant with = grant();
  with.customisation = &customisation;
  CHECK(tokens->verify(tokens->mint(with).value().id_token).ok());
  customisation.id.to_add.set("big", std::string(limits::kTokenBytesMax, 'x'));
  CHECK(tokens->mint(with).error().code == "LimitExceededException");
}

TEST_CASE_METHOD(TokenFixture, "jwks publishes both keys and nothing private",
                 "[tokens][service]") {
  const Json document = tokens->jwks(kPoolId).value();
  const auto& list = document.find("keys")->as_array();
  REQUIRE(list.size() == 2);
  const auto& keys = shared_keys(0);
  CHECK(list[0].get_string("kid") == keys.id_key.kid);
  CHECK(list[1].get_string("kid") == keys.access_key.kid);
  for (const Json& key : list) {
    CHECK(key.size() == 6);
    CHECK(key.get_string("alg") == "RS256");
    CHECK(key.get_string("e") == "AQAB");
    CHECK(key.get_string("kty") == "RSA");
    CHECK(key.get_string("use") == "sig");
    CHECK(codec::base64url_decode(key.get_string("n")).value().size() == 256);
  }
  CHECK(tokens->jwks("us-east-1_Nowhere").error().code == "ResourceNotFoundException");
}

TEST_CASE_METHOD(TokenFixture, "what jwks publishes verifies what mint signs",
                 "[tokens][service]") {
  const Json document = tokens->jwks(kPoolId).value();
  const Json& key = document.find("keys")->as_array()[1];
  const auto public_key = crypto::RsaPublicKey::from_components(
      codec::base64url_decode(key.get_string("n")).value(),
      codec::base64url_decode(key.get_string("e")).value());
  const std::string token = mint().access_token;
  const std::size_t dot = token.rfind('.');
  CHECK(public_key.value().verify_rs256(token.substr(0, dot),
                                        codec::base64url_decode(token.substr(dot + 1)).value()));
}

TEST_CASE_METHOD(TokenFixture, "the discovery document lies below the issuer",
                 "[tokens][service]") {
  const Json document = tokens->openid_configuration(kPoolId).value();
  const std::string issuer = "https://id.example.com/us-east-1_TestPool1";
  CHECK(document.get_string("issuer") == issuer);
  CHECK(document.get_string("jwks_uri") == issuer + "/.well-known/jwks.json");
  CHECK(document.get_string("authorization_endpoint") == issuer + "/authorize");
  CHECK(document.get_string("token_endpoint") == issuer + "/token");
  CHECK(document.find("id_token_signing_alg_values_supported")->dump() == R"(["RS256"])");
  CHECK(tokens->openid_configuration("us-east-1_Nowhere").error().code ==
        "ResourceNotFoundException");
}

TEST_CASE("the updated issuer is another host of Cognito's, or the host's own", "[tokens]") {
  CHECK(tokens::updated_issuer_base("https://cognito-idp.eu-west-1.amazonaws.com") ==
        "https://issuer-cognito-idp.eu-west-1.amazonaws.com");
  CHECK(tokens::updated_issuer_base("https://id.example.com") == "https://id.example.com");
}
