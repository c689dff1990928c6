// Hashes, MACs, key derivation and comparison of secret bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace postern::crypto {

inline constexpr std::size_t kSha256Bytes = 32;

// 32 raw bytes. Allocates nothing but its result, touches no library state.
std::string sha256(std::string_view message);

// RFC 2104. 32 raw bytes; a key of any length.
std::string hmac_sha256(std::string_view key, std::string_view message);

// RFC 5869, extract and expand. REQUIRES: size <= 255 * 32.
Secret hkdf_sha256(std::string_view key, std::string_view salt, std::string_view info,
                   std::size_t size);

// Whether both hold the same bytes, in a time that depends on their lengths only. Lengths are not
// secret. For MACs, codes, tokens and their hashes.
bool equal(std::string_view a, std::string_view b);

// The key of keyed_hash, drawn once per table.
struct HashKey {
  std::array<unsigned char, 16> bytes{};
};
HashKey make_hash_key(Random& random);

// SipHash-2-4: for hash tables whose keys an attacker chooses. Not a MAC.
std::uint64_t keyed_hash(const HashKey& key, std::string_view message);

}  // namespace postern::crypto
