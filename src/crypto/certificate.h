// Self-signed X.509 certificates: how a SAML partner is handed a public key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "crypto/rsa.h"

namespace postern::crypto {

struct CertificateContent {
  std::string_view common_name;  // At most 64 bytes (RFC 5280 appendix A, ub-common-name).
  std::int64_t not_before_s;
  std::int64_t not_after_s;
};

// A version 3 certificate of the key for itself, signed with SHA-256, in DER. The serial number is
// 127 random bits (RFC 5280 section 4.1.2.2).
Result<std::string> self_signed_certificate(const RsaPrivateKey& key,
                                            const CertificateContent& content, Random& random);

}  // namespace postern::crypto
