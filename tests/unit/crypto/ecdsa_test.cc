// ES256 and EdDSA: what they verify and the forgeries they refuse.
#include "crypto/ecdsa.h"

#include <catch2/catch.hpp>

#include "bytes.h"
#include "crypto/ed25519.h"
#include "crypto/rsa.h"

namespace postern::crypto {
namespace {

using test::from_hex;

// RFC 6979, A.2.5: the P-256 key, and its signature over "sample" with SHA-256.
const std::string kX = from_hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
const std::string kY = from_hex("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
const std::string kR = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
const std::string kS = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
// The order of the curve's group.
const std::string kN = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const std::string kZero(64, '0');

// A DER sequence of two integers, in hex, from two of 32 bytes.
std::string der(const std::string& r, const std::string& s) {
  const auto integer = [](std::string hex) {
    while (hex.size() > 2 && hex.substr(0, 2) == "00" && hex[2] < '8') hex.erase(0, 2);
    if (hex[0] >= '8') hex.insert(0, "00");
    const std::size_t size = hex.size() / 2;
    return std::string("02") + (size < 16 ? "0" : "2") + "0123456789abcdef"[size % 16] + hex;
  };
  const std::string body = integer(r) + integer(s);
  const std::size_t size = body.size() / 2;
  return std::string("30") + "0123456789abcdef"[size / 16] + "0123456789abcdef"[size % 16] + body;
}

bool verifies(const std::string& der_hex) {
  return EcdsaPublicKey::from_point(kX, kY)->verify_es256("sample", from_hex(der_hex));
}

}  // namespace

TEST_CASE("ES256 verifies the signature of RFC 6979", "[crypto][ecdsa]") {
  CHECK(verifies(der(kR, kS)));
  CHECK_FALSE(EcdsaPublicKey::from_point(kX, kY)->verify_es256("Sample", from_hex(der(kR, kS))));
  CHECK_FALSE(verifies(der(kS, kR)));
}

TEST_CASE("J22, J26: ES256 refuses numbers out of range and every other encoding",
          "[crypto][ecdsa]") {
  for (const auto& [r, s] : {std::pair(kZero, kZero), std::pair(kZero, kS), std::pair(kR, kZero),
                             std::pair(kN, kS), std::pair(kR, kN), std::pair(kN, kN)}) {
    CHECK_FALSE(verifies(der(r, s)));
  }
  const std::string right = der(kR, kS);
  CHECK_FALSE(verifies(""));
  CHECK_FALSE(verifies(kR + kS));       // As in a JWS.
  CHECK_FALSE(verifies(right + "00"));  // Trailing.
  CHECK_FALSE(verifies(right.substr(0, right.size() - 2)));
  CHECK_FALSE(verifies("3081" + right.substr(2)));  // BER: a length longer than need be.
  CHECK_FALSE(verifies("3080" + right.substr(4) + "0000"));
  CHECK_FALSE(verifies(std::string(600, '3')));
}

TEST_CASE("J32, W08: a point off the curve is no key", "[crypto][ecdsa]") {
  CHECK(EcdsaPublicKey::from_point(kX, kY).ok());
  std::string other = kY;
  other.back() = static_cast<char>(other.back() ^ 1);
  CHECK_FALSE(EcdsaPublicKey::from_point(kX, other).ok());
  CHECK_FALSE(EcdsaPublicKey::from_point(kY, kX).ok());
  CHECK_FALSE(EcdsaPublicKey::from_point(std::string(32, '\0'), std::string(32, '\0')).ok());
  CHECK_FALSE(EcdsaPublicKey::from_point(std::string(32, '\xff'), kY).ok());
  CHECK_FALSE(EcdsaPublicKey::from_point(kX.substr(1), kY).ok());
  CHECK_FALSE(EcdsaPublicKey::from_point('\0' + kX, kY).ok());
}

TEST_CASE("EdDSA verifies a signature of RFC 8032 and refuses what is near it",
          "[crypto][ed25519]") {
  // Section 7.1, test 3.
  const std::string key =
      from_hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  const std::string message = from_hex("af82");
  const std::string signature = from_hex(
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  CHECK(verify_ed25519(key, message, signature));
  CHECK_FALSE(verify_ed25519(key, "af82", signature));
  CHECK_FALSE(verify_ed25519(key, message, signature.substr(1)));
  CHECK_FALSE(verify_ed25519(key, message, signature + '\0'));
  CHECK_FALSE(verify_ed25519(key.substr(1), message, signature));
  CHECK_FALSE(verify_ed25519("", message, ""));
}

TEST_CASE("J27: EdDSA refuses an S that is not reduced and keys of small order",
          "[crypto][ed25519]") {
  const std::string key =
      from_hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  // The S of the test above plus the group's order.
  const std::string unreduced = from_hex(
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      "05d391b0a77904e98404ef037747a56e4a7c15e9716ed28dc027beceea1ec41a");
  CHECK_FALSE(verify_ed25519(key, from_hex("af82"), unreduced));
  // The identity as key and as R, with S = 0, satisfies the bare equation for every message.
  const std::string identity = from_hex("01" + std::string(62, '0'));
  CHECK_FALSE(verify_ed25519(identity, "anything", identity + std::string(32, '\0')));
}

TEST_CASE("ES256 verifies the token of RFC 7515", "[crypto][ecdsa]") {
  // Appendix A.3.
  const auto key = EcdsaPublicKey::from_point(
      from_hex("7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445"),
      from_hex("c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad"));
  REQUIRE(key.ok());
  const std::string input =
      "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
      "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const std::string signature = from_hex(
      "0ed1215379636c483c2f7f155807d402a3b228033af97c7e17819ac3169ea665"
      "c50a07d38c3c70e5d8f12daf084a5480a66590c5f293509a8f3f7f8a83a354d5");
  CHECK(key->verify_es256_jws(input, signature));
  CHECK_FALSE(key->verify_es256_jws(input + "A", signature));
  CHECK_FALSE(key->verify_es256_jws(input, signature.substr(1)));
  CHECK_FALSE(key->verify_es256_jws(input, signature + '\0'));
  CHECK_FALSE(key->verify_es256_jws(input, ""));
}

TEST_CASE("J22: a token's signature of zeros, or of numbers out of range, is refused",
          "[crypto][ecdsa]") {
  const auto key = EcdsaPublicKey::from_point(kX, kY);
  CHECK(key->verify_es256_jws("sample", from_hex(kR + kS)));
  for (const auto& [r, s] : {std::pair(kZero, kZero), std::pair(kZero, kS), std::pair(kR, kZero),
                             std::pair(kN, kS), std::pair(kR, kN), std::pair(kN, kN)}) {
    CHECK_FALSE(key->verify_es256_jws("sample", from_hex(r + s)));
  }
  CHECK_FALSE(key->verify_es256_jws("sample", from_hex(der(kR, kS))));
}

TEST_CASE("ES256 signs what its public half verifies", "[crypto][ecdsa]") {
  const auto key = EcdsaPrivateKey::generate();
  REQUIRE(key.ok());
  const std::string point = key->public_point();
  const auto verifier = EcdsaPublicKey::from_point(point.substr(0, 32), point.substr(32));
  REQUIRE(verifier.ok());
  const auto again = EcdsaPrivateKey::from_der(key->to_der().view());
  REQUIRE(again.ok());
  CHECK(again->public_point() == point);
  // Numbers of every length: one signature in some hundreds has a leading zero.
  for (int i = 0; i < 300; ++i) {
    const std::string message = std::to_string(i);
    CHECK(verifier->verify_es256_jws(message, again->sign_es256_jws(message).value()));
  }
}

TEST_CASE("a private key for ES256 is PKCS#8 of a key on P-256 and nothing else",
          "[crypto][ecdsa]") {
  const Secret der = EcdsaPrivateKey::generate()->to_der();
  const std::string text(der.view());
  CHECK(EcdsaPrivateKey::from_der(text).ok());
  CHECK_FALSE(EcdsaPrivateKey::from_der("").ok());
  CHECK_FALSE(EcdsaPrivateKey::from_der(text + '\0').ok());
  CHECK_FALSE(EcdsaPrivateKey::from_der(text.substr(1)).ok());
  CHECK_FALSE(EcdsaPrivateKey::from_der(RsaPrivateKey::generate()->to_der().view()).ok());
}

}  // namespace postern::crypto
