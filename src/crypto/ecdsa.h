// ECDSA on P-256 with SHA-256 (ES256): the signature of most passkeys, and of some tokens.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace postern::crypto {

// Immutable and safe for concurrent use. A copy shares the key.
class EcdsaPublicKey {
 public:
  // From 32 big-endian bytes each. Refused (InvalidParameterException): coordinates of another
  // length or not below the field's prime, and a point that is not on the curve (J32, W08).
  static Result<EcdsaPublicKey> from_point(std::string_view x, std::string_view y);

  // Whether the signature, in DER and no other encoding, is this key's over the message. Any
  // malformed signature is false (J22, J26).
  [[nodiscard]] bool verify_es256(std::string_view message, std::string_view der_signature) const;

  // The same for a token's signature, the two numbers in 32 big-endian bytes each (RFC 7518,
  // section 3.4).
  [[nodiscard]] bool verify_es256_jws(std::string_view message, std::string_view signature) const;

 private:
  explicit EcdsaPublicKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;
};

// For requests that must be signed so; no token of this engine is. Safe for concurrent use.
class EcdsaPrivateKey {
 public:
  static Result<EcdsaPrivateKey> generate();

  // PKCS#8. InvalidParameterException for anything else, for other curves and trailing bytes.
  static Result<EcdsaPrivateKey> from_der(std::string_view der);
  [[nodiscard]] Secret to_der() const;

  // 64 bytes, as verify_es256_jws() takes them.
  [[nodiscard]] Result<std::string> sign_es256_jws(std::string_view message) const;

  // x and y, 32 bytes each.
  [[nodiscard]] std::string public_point() const;

 private:
  explicit EcdsaPrivateKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;
};

}  // namespace postern::crypto
