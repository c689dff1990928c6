// An OpenID Connect or social provider that answers an engine's outbound HTTP, with keys of its
// own, and says of itself and its users what a test wants.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "codec/base64.h"
#include "codec/form.h"
#include "codec/json.h"
#include "codec/jwt_text.h"
#include "crypto/digest.h"
#include "crypto/ecdsa.h"
#include "crypto/rsa.h"

namespace postern::test {

// Making a pair takes a quarter of a second, so all providers share a few.
inline const crypto::RsaPrivateKey& provider_key(std::size_t number = 0) {
  static std::vector<crypto::RsaPrivateKey> keys;
  while (keys.size() <= number) keys.push_back(crypto::RsaPrivateKey::generate().value());
  return keys[number];
}

inline Json rsa_jwk(const crypto::RsaPrivateKey& key, std::string_view kid) {
  return Json::object()
      .set("kty", "RSA")
      .set("use", "sig")
      .set("alg", "RS256")
      .set("kid", kid)
      .set("n", codec::base64url_encode(key.public_key().n()))
      .set("e", codec::base64url_encode(key.public_key().e()));
}

inline Json ec_jwk(const crypto::EcdsaPrivateKey& key, std::string_view kid) {
  const std::string point = key.public_point();
  return Json::object()
      .set("kty", "EC")
      .set("crv", "P-256")
      .set("kid", kid)
      .set("x", codec::base64url_encode(std::string_view(point).substr(0, 32)))
      .set("y", codec::base64url_encode(std::string_view(point).substr(32)));
}

inline std::string signed_rs256(const crypto::RsaPrivateKey& key, const Json& header,
                                const Json& claims) {
  const std::string input = codec::jwt_signing_input(header, claims);
  return input + "." + codec::base64url_encode(key.sign_rs256(input).value());
}

inline std::string signed_es256(const crypto::EcdsaPrivateKey& key, const Json& header,
                                const Json& claims) {
  const std::string input = codec::jwt_signing_input(header, claims);
  return input + "." + codec::base64url_encode(key.sign_es256_jws(input).value());
}

inline Json token_header(std::string_view alg, std::string_view kid) {
  return Json::object().set("alg", alg).set("kid", kid);
}

class FakeProvider {
 public:
  // What was asked, and what is answered.
  struct Asked {
    std::string method;
    std::string url;
    Json headers;
    std::string body;
    [[nodiscard]] codec::Form form() const { return codec::Form::parse(body).value(); }
  };
  struct Said {
    int status = 200;
    std::string body;
  };
  using Answer = std::function<Said(const Asked& asked)>;

  std::string issuer = "https://idp.example";
  std::string client_id = "our-id";
  std::string sub = "Sub-1";
  std::string kid = "k1";
  std::string nonce;                // Of the browser's request, which begin() tells.
  std::int64_t now_s = 0;           // The engine's.
  Json claims = Json::object();     // Set over the usual ones; null takes one away.
  Json user_info = Json::object();  // Beside the sub.
  Json keys = Json::array();        // Of the key set, where not the usual one.
  Json discovery = Json::object();  // Set over the usual document.
  std::function<std::string(const Json& claims)> sign;  // Instead of RS256 with the usual key.
  std::map<std::string, Answer> answers;                // By address, before anything else.
  std::vector<Asked> asked;

  // As the engine's fetch function. An address that nobody has fails, as a host's connection would.
  Result<std::string> fetch(std::string_view request) {
    const Json read = Json::parse(request).value();
    Asked now{std::string(read.get_string("Method")), std::string(read.get_string("Url")),
              *read.find("Headers"), std::string(read.get_string("Body"))};
    asked.push_back(now);
    const std::string address = now.url.substr(0, now.url.find('?'));
    const auto own = answers.find(address);
    if (own == answers.end() && !address.starts_with(issuer)) {
      return Error{Errc::rejected, "HostError", "no such host, and a secret: " + now.url};
    }
    const Said said =
        own != answers.end() ? own->second(now) : answer(address.substr(issuer.size()));
    return Json::object()
        .set("Status", said.status)
        .set("Headers", Json::object())
        .set("Body", said.body)
        .dump();
  }

  [[nodiscard]] std::size_t count(std::string_view path) const {
    std::size_t n = 0;
    for (const Asked& one : asked) n += one.url.starts_with(issuer + std::string(path)) ? 1 : 0;
    return n;
  }
  // The newest question to a path.
  [[nodiscard]] const Asked& newest(std::string_view path) const {
    for (auto one = asked.rbegin(); one != asked.rend(); ++one) {
      if (one->url.starts_with(issuer + std::string(path))) return *one;
    }
    throw std::logic_error("nobody asked for " + std::string(path));
  }

  [[nodiscard]] Json usual_claims() const {
    const std::string hash = crypto::sha256("upstream-access");
    return Json::object()
        .set("iss", issuer)
        .set("aud", client_id)
        .set("sub", sub)
        .set("nonce", nonce)
        .set("iat", now_s)
        .set("exp", now_s + 300)
        .set("at_hash", codec::base64url_encode(std::string_view(hash).substr(0, 16)));
  }
  [[nodiscard]] std::string id_token() const {
    Json all = usual_claims();
    for (const JsonMember& member : claims.as_object()) {
      if (member.value.is_null()) {
        all.erase(member.key);
      } else {
        all.set(member.key, member.value);
      }
    }
    return sign ? sign(all) : signed_rs256(provider_key(), token_header("RS256", kid), all);
  }
  [[nodiscard]] Json token_response() const {
    return Json::object()
        .set("access_token", "upstream-access")
        .set("token_type", "Bearer")
        .set("expires_in", 300)
        .set("id_token", id_token());
  }

 private:
  [[nodiscard]] Said answer(std::string_view path) const {
    if (path == "/.well-known/openid-configuration") return {200, discovery_document().dump()};
    if (path == "/jwks") return {200, key_set().dump()};
    if (path == "/token") return {200, token_response().dump()};
    if (path == "/userinfo") {
      Json all = Json::object().set("sub", sub);
      for (const JsonMember& member : user_info.as_object()) all.set(member.key, member.value);
      return {200, all.dump()};
    }
    return {404, "nothing here"};
  }
  [[nodiscard]] Json discovery_document() const {
    Json document = Json::object()
                        .set("issuer", issuer)
                        .set("authorization_endpoint", issuer + "/authorize")
                        .set("token_endpoint", issuer + "/token")
                        .set("userinfo_endpoint", issuer + "/userinfo")
                        .set("jwks_uri", issuer + "/jwks");
    for (const JsonMember& member : discovery.as_object()) document.set(member.key, member.value);
    return document;
  }
  [[nodiscard]] Json key_set() const {
    if (!keys.empty()) return Json::object().set("keys", keys);
    return Json::object().set("keys", Json::array().push_back(rsa_jwk(provider_key(), kid)));
  }
};

}  // namespace postern::test
