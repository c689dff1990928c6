// The public documents of a pool: its keys, and where things are.
#include "tokens/jwks.h"

#include "codec/base64.h"

namespace postern::tokens {
namespace {

Json jwk(const SigningKey& key) {
  const crypto::RsaPublicKey& public_key = key.key.public_key();
  return Json::object()
      .set("alg", "RS256")
      .set("e", codec::base64url_encode(public_key.e()))
      .set("kid", key.kid)
      .set("kty", "RSA")
      .set("n", codec::base64url_encode(public_key.n()))
      .set("use", "sig");
}

Json texts(std::initializer_list<const char*> values) {
  Json array = Json::array();
  for (const char* value : values) array.push_back(value);
  return array;
}

}  // namespace

Json jwks(const PoolSigningKeys& keys, std::int64_t now_us) {
  Json list = Json::array();
  list.push_back(jwk(keys.id_key)).push_back(jwk(keys.access_key));
  if (const PoolSigningKeys* former = keys.former_at(now_us)) {
    list.push_back(jwk(former->id_key)).push_back(jwk(former->access_key));
  }
  return Json::object().set("keys", std::move(list));
}

Json openid_configuration(std::string_view issuer) {
  const auto endpoint = [&](std::string_view path) {
    return std::string(issuer) + std::string(path);
  };
  return Json::object()
      .set("authorization_endpoint", endpoint("/authorize"))
      .set("code_challenge_methods_supported", texts({"S256"}))
      .set("end_session_endpoint", endpoint("/logout"))
      .set("id_token_signing_alg_values_supported", texts({"RS256"}))
      .set("issuer", issuer)
      .set("jwks_uri", endpoint("/.well-known/jwks.json"))
      .set("response_types_supported", texts({"code", "token"}))
      .set("revocation_endpoint", endpoint("/revoke"))
      .set("scopes_supported", texts({"openid", "email", "phone", "profile"}))
      .set("subject_types_supported", texts({"public"}))
      .set("token_endpoint", endpoint("/token"))
      .set("token_endpoint_auth_methods_supported",
           texts({"client_secret_basic", "client_secret_post"}))
      .set("userinfo_endpoint", endpoint("/userInfo"));
}

}  // namespace postern::tokens
