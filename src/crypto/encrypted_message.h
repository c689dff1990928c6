// Messages in the format of the AWS Encryption SDK, so that its stock libraries open them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"

namespace postern::crypto {

inline constexpr std::size_t kWrappingKeyBytes = 32;

// A raw AES-256 key as a Raw AES keyring (or raw master key provider) names it. Borrows.
struct WrappingKey {
  std::string_view key_namespace;
  std::string_view key_name;
  std::string_view key;  // REQUIRES: kWrappingKeyBytes of them.
};

// Bound to the message and readable in it. REQUIRES: sorted by name, no name twice.
using EncryptionContext = std::vector<std::pair<std::string, std::string>>;

// Message format version 2 with algorithm suite 0x0478: AES-256-GCM, HKDF-SHA-512, key commitment,
// no signature; one final frame. Every message has a data key and an id of its own.
// REQUIRES: at most 4,096 bytes of plaintext, and names and context of less than 16 KiB together.
std::string encrypt_message(std::string_view plaintext, const WrappingKey& wrapping_key,
                            const EncryptionContext& context, Random& random);

}  // namespace postern::crypto
