// Authenticated encryption of records, and one key per purpose out of the root key.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace postern::crypto {

inline constexpr std::size_t kSealKeyBytes = 32;
// What a seal adds: a nonce of 24 bytes in front, a tag of 16 behind.
inline constexpr std::size_t kSealOverheadBytes = 24 + 16;

// 32 bytes, independent for each purpose. The purpose is a constant of the program ("record"),
// never user input. REQUIRES: root_key.size() >= 32.
Secret derive_key(std::string_view root_key, std::string_view purpose);

// XChaCha20-Poly1305 under one key. The nonce is random and 192 bits wide, so that a restored
// backup, a fork or a cloned machine never repeats one (K10). Immutable: safe for concurrent use.
class Sealer {
 public:
  // REQUIRES: key.size() == kSealKeyBytes.
  explicit Sealer(Secret key);

  // nonce || ciphertext || tag. `aad` is bound but not stored: open() must be given the same.
  [[nodiscard]] std::string seal(std::string_view plaintext, std::string_view aad,
                                 Random& random) const;

  // The plaintext; or Errc::corrupt, the same for every cause (K04). open_secret() is for
  // plaintexts that should be wiped when they die.
  [[nodiscard]] Result<std::string> open(std::string_view sealed, std::string_view aad) const;
  [[nodiscard]] Result<Secret> open_secret(std::string_view sealed, std::string_view aad) const;

 private:
  bool open_into(unsigned char* out, std::string_view sealed, std::string_view aad) const;

  Secret key_;
};

}  // namespace postern::crypto
