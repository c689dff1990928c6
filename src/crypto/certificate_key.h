// The public key of a certificate, and what it verifies: how messages of a SAML partner are
// believed.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "crypto/hash.h"

namespace postern::crypto {

// Immutable and safe for concurrent use. A copy shares the key.
class CertificateKey {
 public:
  // Of an X.509 certificate in DER, of which nothing but the key counts: not who signed it, nor
  // until when it is good, since whoever configured it vouches for it. Refused
  // (InvalidParameterException): RSA below kRsaBitsMin or above kRsaBitsMax bits, elliptic curves
  // other than P-256, P-384 and P-521, all other kinds of key, and trailing bytes.
  static Result<CertificateKey> from_certificate(std::string_view der);

  [[nodiscard]] bool is_rsa() const { return signature_bytes_ == 0; }

  // Whether the signature is this key's over the message: RSASSA-PKCS1-v1_5, or ECDSA with its two
  // numbers side by side (XML Signature 1.1, sections 6.4.2 and 6.4.3). Any malformed signature is
  // false (J26).
  [[nodiscard]] bool verify(Hash hash, std::string_view message, std::string_view signature) const;

 private:
  CertificateKey(std::shared_ptr<void> key, std::size_t signature_bytes)
      : key_(std::move(key)), signature_bytes_(signature_bytes) {}

  std::shared_ptr<void> key_;
  std::size_t signature_bytes_;  // Of ECDSA; 0 for RSA.
};

}  // namespace postern::crypto
