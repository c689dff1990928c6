// Opening what was encrypted to a pool's certificate: a key wrapped with RSA, and what is sealed
// under that key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/rsa.h"

namespace postern::crypto {

// Of RSAES-OAEP, for its label and for its mask.
enum class OaepHash : std::uint8_t { sha1, sha256 };

// RSAES-OAEP with an empty label. Errc::rejected, the same for every cause (X25).
Result<Secret> unwrap_key(const RsaPrivateKey& key, OaepHash label_hash, OaepHash mask_hash,
                          std::string_view wrapped);

// AES-128-GCM or AES-256-GCM, as `key` is long: 12 bytes of nonce, ciphertext, 16 bytes of tag, and
// no other data. Errc::rejected, the same for every cause.
Result<std::string> open_aes_gcm(std::string_view key, std::string_view sealed);

}  // namespace postern::crypto
