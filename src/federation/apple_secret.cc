// Sign in with Apple: the client's secret is a token that the client signs itself.
#include "federation/apple_secret.h"

#include "base/secret.h"
#include "codec/base64.h"
#include "codec/jwt_text.h"
#include "crypto/ecdsa.h"

namespace postern::federation {
namespace {

constexpr std::string_view kAudience = "https://appleid.apple.com";
constexpr std::int64_t kTtlS = 300;

// PEM, or its base64 body alone, as the API takes it.
std::string base64_body(std::string_view pem) {
  constexpr std::string_view kDashes = "-----";
  if (const std::size_t begin = pem.find(kDashes); begin != std::string_view::npos) {
    const std::size_t body = pem.find(kDashes, begin + kDashes.size());
    pem.remove_prefix(body == std::string_view::npos ? pem.size() : body + kDashes.size());
    pem = pem.substr(0, pem.find(kDashes));
  }
  std::string body;
  for (const char c : pem) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') body.push_back(c);
  }
  return body;
}

Result<crypto::EcdsaPrivateKey> key_of(const Json& details) {
  std::string body = base64_body(details.get_string("private_key"));
  auto der = codec::base64_decode(body);
  wipe(body);
  if (!der.ok()) return std::move(der).error();
  auto key = crypto::EcdsaPrivateKey::from_der(*der);
  wipe(*der);
  return key;
}

}  // namespace

Result<std::string> apple_client_secret(const Json& details, std::int64_t now_s) {
  const auto key = key_of(details);
  if (!key.ok()) {
    return reject("server_error", "The private_key of the provider is no key on P-256.");
  }
  const std::string input = codec::jwt_signing_input(
      Json::object().set("alg", "ES256").set("kid", details.get_string("key_id")),
      Json::object()
          .set("iss", details.get_string("team_id"))
          .set("iat", now_s)
          .set("exp", now_s + kTtlS)
          .set("aud", kAudience)
          .set("sub", details.get_string("client_id")));
  POSTERN_TRY(const std::string signature, key->sign_es256_jws(input));
  return input + "." + codec::base64url_encode(signature);
}

}  // namespace postern::federation
