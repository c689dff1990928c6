// Password hashes that other systems made: read strictly, bounded in cost, checked by library code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::crypto {

enum class HashAlgorithm : std::uint8_t { bcrypt, scrypt, argon2id, pbkdf2_sha256 };

// What one imported hash may ask of this machine: Cognito's own bounds. The dearest one takes about
// a quarter of a second, or 64 MiB.
inline constexpr int kImportedBcryptCostMax = 12;
inline constexpr int kImportedScryptNMax = 65'536;
inline constexpr int kImportedScryptRMax = 8;
inline constexpr int kImportedArgonMemoryKibMax = 19'456;
inline constexpr int kImportedArgonPassesMax = 2;
inline constexpr int kImportedPbkdf2IterationsMax = 600'000;

// One hash, by the numbers in its text. The texts, with nothing before, behind or between:
//   bcrypt         $2[abxy]$<cost>$<22 characters of salt><31 of hash>
//   scrypt         <N>$<r>$<p>$<salt in hex>$<hash in hex>
//   argon2id       $argon2id$v=19$m=<KiB>,t=<passes>,p=1$<salt>$<hash>
//   pbkdf2_sha256  $pbkdf2-sha256$<iterations>$<salt>$<hash of 32 bytes>
// Numbers have no leading zeros, base64 has no padding. PBKDF2's may spell "+" as ".".
class ImportedHash {
 public:
  // nullopt for any other text, and beyond the bounds above.
  static std::optional<ImportedHash> parse(HashAlgorithm algorithm, std::string_view text);
  // The same for whichever algorithm the text is of.
  static std::optional<ImportedHash> recognise(std::string_view text);

  [[nodiscard]] HashAlgorithm algorithm() const { return algorithm_; }

  // Whether it was made from this password; compared in constant time. bcrypt looks at the first 72
  // bytes, and never matches a password with a NUL, which its original would have ended at.
  [[nodiscard]] bool matches(std::string_view password) const;

 private:
  explicit ImportedHash(HashAlgorithm algorithm) : algorithm_(algorithm) {}

  static std::optional<ImportedHash> parse_bcrypt(std::string_view text);
  static std::optional<ImportedHash> parse_scrypt(std::string_view text);
  static std::optional<ImportedHash> parse_argon2id(std::string_view text);
  static std::optional<ImportedHash> parse_pbkdf2(std::string_view text);
  [[nodiscard]] bool matches_argon2id(std::string_view password) const;

  HashAlgorithm algorithm_;
  bool sign_bug_ = false;  // $2x$
  int cost_ = 0;           // bcrypt's logarithm, scrypt's N, PBKDF2's iterations.
  int block_size_ = 0;     // scrypt's r.
  std::string salt_;
  std::string tag_;
  std::string text_;  // Of Argon2id, whose library checks the text.
};

}  // namespace postern::crypto
