// ECDSA on P-256 with SHA-256 (ES256): the signature of most passkeys.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"

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

 private:
  explicit EcdsaPublicKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;
};

}  // namespace postern::crypto
