// Public keys of an issuer, as JSON (RFC 7517).
#include "federation/jwk_set.h"

#include <algorithm>

#include "codec/base64.h"

namespace postern::federation {
namespace {

constexpr std::string_view kRs256 = "RS256";
constexpr std::string_view kEs256 = "ES256";
// Making a key takes time that whoever publishes thousands would have of us.
constexpr std::size_t kKeysMax = 64;

// Every member that is there must allow it; issuers leave either out.
bool is_for(const Json& jwk, std::string_view alg) {
  return jwk.get_string("use", "sig") == "sig" && jwk.get_string("alg", alg) == alg;
}

Result<std::string> number(const Json& jwk, std::string_view name) {
  return codec::base64url_decode(jwk.get_string(name));
}

Result<crypto::RsaPublicKey> rsa_key(const Json& jwk) {
  POSTERN_TRY(const std::string n, number(jwk, "n"));
  POSTERN_TRY(const std::string e, number(jwk, "e"));
  return crypto::RsaPublicKey::from_components(n, e);
}

Result<crypto::EcdsaPublicKey> ec_key(const Json& jwk) {
  POSTERN_TRY(const std::string x, number(jwk, "x"));
  POSTERN_TRY(const std::string y, number(jwk, "y"));
  return crypto::EcdsaPublicKey::from_point(x, y);
}

}  // namespace

Result<JwkSet> JwkSet::read(const Json& document) {
  const Json* keys = document.find("keys");
  if (keys == nullptr || !keys->is_array()) {
    return reject("server_error", "What should be the keys of the identity provider is none.");
  }
  JwkSet set;
  for (const Json& jwk : keys->as_array()) {
    if (set.keys_.size() == kKeysMax) break;
    const std::string_view type = jwk.get_string("kty");
    std::string kid(jwk.get_string("kid"));
    if (type == "RSA" && is_for(jwk, kRs256)) {
      auto key = rsa_key(jwk);
      if (key.ok()) set.keys_.push_back({std::move(kid), kRs256, *std::move(key)});
    } else if (type == "EC" && jwk.get_string("crv") == "P-256" && is_for(jwk, kEs256)) {
      auto key = ec_key(jwk);
      if (key.ok()) set.keys_.push_back({std::move(kid), kEs256, *std::move(key)});
    }
  }
  return set;
}

const JwkSet::Named* JwkSet::find(std::string_view alg, std::string_view kid) const {
  const auto fits = [&](const Named& one) {
    return one.alg == alg && (kid.empty() || one.kid == kid);
  };
  const auto found = std::find_if(keys_.begin(), keys_.end(), fits);
  if (found == keys_.end()) return nullptr;
  // One of several without a name, or two of one name: nobody can tell which is meant.
  const bool is_only = std::find_if(found + 1, keys_.end(), fits) == keys_.end();
  return is_only ? &*found : nullptr;
}

bool JwkSet::has(std::string_view alg, std::string_view kid) const {
  return find(alg, kid) != nullptr;
}

bool JwkSet::verifies(std::string_view alg, std::string_view kid, std::string_view message,
                      std::string_view signature) const {
  const Named* named = find(alg, kid);
  if (named == nullptr) return false;
  if (const auto* rsa = std::get_if<crypto::RsaPublicKey>(&named->key)) {
    return rsa->verify_rs256(message, signature);
  }
  return std::get<crypto::EcdsaPublicKey>(named->key).verify_es256_jws(message, signature);
}

}  // namespace postern::federation
