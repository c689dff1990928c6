// Targets: read_id_token_header, verify_id_token.
// Properties: of a token whose text is any text nothing is believed; one that the issuer's key
// signed is taken with the claims it was signed with, and only if they are as they must be.
#include "federation/id_token.h"

#include "codec/base64.h"
#include "codec/jwt_text.h"
#include "fuzz/property.h"

using namespace postern;
using postern::fuzz::require;

namespace {

constexpr std::int64_t kNowS = 1'760'000'000;

const crypto::EcdsaPrivateKey& key() {
  static const auto made = crypto::EcdsaPrivateKey::generate().value();
  return made;
}

const federation::JwkSet& keys() {
  static const auto set = [] {
    const std::string point = key().public_point();
    const Json jwk = Json::object()
                         .set("kty", "EC")
                         .set("crv", "P-256")
                         .set("kid", "k")
                         .set("x", codec::base64url_encode(std::string_view(point).substr(0, 32)))
                         .set("y", codec::base64url_encode(std::string_view(point).substr(32)));
    return federation::JwkSet::read(Json::object().set("keys", Json::array().push_back(jwk)))
        .value();
  }();
  return set;
}

Result<Json> verify(std::string_view token) {
  return federation::verify_id_token(token, keys(),
                                     {.issuer = "https://idp.example",
                                      .audience = "our-id",
                                      .nonce = "n",
                                      .access_token = "a",
                                      .now_s = kNowS});
}

std::string signed_by_key(std::string_view payload) {
  std::string text = codec::base64url_encode(R"({"alg":"ES256","kid":"k"})");
  text.append(".").append(codec::base64url_encode(payload));
  const std::string signature = key().sign_es256_jws(text).value();
  return text + "." + codec::base64url_encode(signature);
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  static_cast<void>(federation::read_id_token_header(input).ok());
  require(!verify(input).ok(), "a token that nobody signed is refused");

  const auto claims = verify(signed_by_key(input));
  if (!claims.ok()) return;
  const auto written = Json::parse(input);
  require(written.ok() && *written == *claims, "the claims are those that were signed");
  require(claims->get_string("iss") == "https://idp.example", "the issuer is the one expected");
  require(claims->get_string("nonce") == "n", "the nonce is the one expected");
  require(!claims->get_string("sub").empty(), "there is a subject");
  require(claims->get_int("exp") > kNowS - 61, "it has not expired");
}
