// RSA keys for RS256 (RSASSA-PKCS1-v1_5 with SHA-256), the signature of every token.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace postern::crypto {

inline constexpr int kRsaBitsMin = 2048;
inline constexpr int kRsaBitsMax = 8192;

// Immutable and safe for concurrent use. A copy shares the key.
class RsaPublicKey {
 public:
  // From big-endian bytes, leading zeros allowed. Refused (InvalidParameterException): a modulus
  // outside kRsaBitsMin..kRsaBitsMax bits or even, an exponent that is even, 1, 3 or wider than
  // 64 bits (J25).
  static Result<RsaPublicKey> from_components(std::string_view n, std::string_view e);

  // Big-endian, without leading zeros: the members of a JWK.
  [[nodiscard]] const std::string& n() const;
  [[nodiscard]] const std::string& e() const;

  // Whether the signature is this key's over the message. Any malformed signature is false.
  [[nodiscard]] bool verify_rs256(std::string_view message, std::string_view signature) const;

 private:
  struct Parts;
  explicit RsaPublicKey(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

// Immutable and safe for concurrent use. A copy shares the key, which is wiped with the last one.
class RsaPrivateKey {
 public:
  // 2048 bits, e = 65537. Takes about 0.1 s. Draws from OpenSSL's own generator, which seeds itself
  // from the kernel: prime search through a replayable source would tempt someone to replay it.
  static Result<RsaPrivateKey> generate();

  // PKCS#8. from_der() answers Errc::corrupt for anything else, trailing bytes included.
  [[nodiscard]] Secret to_der() const;
  static Result<RsaPrivateKey> from_der(std::string_view der);

  // As many bytes as the modulus. Fails for a broken key or want of memory only.
  [[nodiscard]] Result<std::string> sign_rs256(std::string_view message) const;

  [[nodiscard]] const RsaPublicKey& public_key() const;

 private:
  class Signer;
  explicit RsaPrivateKey(std::shared_ptr<const Signer> signer) : signer_(std::move(signer)) {}
  static Result<RsaPrivateKey> from_pkey(void* pkey);
  std::shared_ptr<const Signer> signer_;
};

}  // namespace postern::crypto
