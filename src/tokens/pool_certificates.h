// Keys of a pool that partners of SAML federation know by certificate, one for each use.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/rsa.h"
#include "domain/store.h"

namespace postern::tokens {

// What a key is for: they are never the same, so that signing is no way to decrypt.
inline constexpr std::string_view kSamlSigning = "saml-signing";
inline constexpr std::string_view kSamlEncryption = "saml-encryption";

struct PoolCertificate {
  crypto::RsaPrivateKey key;
  std::string der;  // Self-signed; good for ten years from when it was made.
};

// The same for the life of the pool. The first call makes the key, which takes a tenth of a second,
// outside any transaction. ResourceNotFoundException when there is no such pool.
Result<PoolCertificate> find_or_make_certificate(domain::Store& store, std::string_view pool_id,
                                                 std::string_view use);

}  // namespace postern::tokens
