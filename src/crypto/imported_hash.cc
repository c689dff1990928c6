// Password hashes that other systems made.
#include "crypto/imported_hash.h"

#include <sodium/crypto_pwhash.h>
#include <sodium/crypto_pwhash_argon2id.h>
#include <sodium/crypto_pwhash_scryptsalsa208sha256.h>
#include <sodium/utils.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <new>
#include <vector>

#include "crypto/bcrypt.h"
#include "crypto/bytes.h"
#include "crypto/digest.h"
#include "crypto/pbkdf2.h"
#include "crypto/sodium.h"

namespace postern::crypto {
namespace {

constexpr std::size_t kTextBytesMax = 512;
constexpr std::size_t kSaltBytesMax = 64;
constexpr std::size_t kTagBytesMax = 64;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// A whole number without leading zeros between the bounds.
std::optional<int> number(std::string_view text, int least, int most) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc() || rest != end || (text.size() > 1 && text[0] == '0')) return {};
  if (value < least || value > most) return {};
  return value;
}

// The same behind a name: "m=19456".
std::optional<int> named(std::string_view text, std::string_view name, int least, int most) {
  if (!text.starts_with(name)) return {};
  return number(text.substr(name.size()), least, most);
}

std::optional<std::string> base64(std::string_view text, std::size_t least, std::size_t most) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const int failed =
      sodium_base642bin(to_uchar(bytes), bytes.size(), text.data(), text.size(), nullptr, &size,
                        nullptr, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  if (failed != 0 || size < least || size > most) return {};
  bytes.resize(size);
  return bytes;
}

std::optional<std::string> hex(std::string_view text, std::size_t least, std::size_t most) {
  std::string bytes(text.size() / 2, '\0');
  std::size_t size = 0;
  const int failed = sodium_hex2bin(to_uchar(bytes), bytes.size(), text.data(), text.size(),
                                    nullptr, &size, nullptr);
  if (failed != 0 || 2 * size != text.size() || size < least || size > most) return {};
  return bytes;
}

std::string scrypt(std::string_view password, std::string_view salt, int n, int r,
                   std::size_t size) {
  std::string tag(size, '\0');
  const int failed = crypto_pwhash_scryptsalsa208sha256_ll(
      to_uchar(password), password.size(), to_uchar(salt), salt.size(),
      static_cast<std::uint64_t>(n), static_cast<std::uint32_t>(r), 1, to_uchar(tag), tag.size());
  if (failed != 0) throw std::bad_alloc();  // The only cause that is left for checked arguments.
  return tag;
}

}  // namespace

std::optional<ImportedHash> ImportedHash::parse_bcrypt(std::string_view text) {
  // "$2b$12$" and 53 characters.
  const auto parts = split(text, '$');
  if (parts.size() != 4 || !parts[0].empty() || parts[1].size() != 2 || parts[1][0] != '2') {
    return {};
  }
  const char variant = parts[1][1];
  if (std::string_view("abxy").find(variant) == std::string_view::npos) return {};
  if (parts[2].size() != 2) return {};
  const std::string_view cost = parts[2][0] == '0' ? parts[2].substr(1) : parts[2];
  const auto log_rounds = number(cost, kBcryptCostMin, kImportedBcryptCostMax);
  auto salt = bcrypt_salt(parts[3].substr(0, kBcryptSaltChars));
  auto tag = bcrypt_tag(parts[3].substr(std::min(kBcryptSaltChars, parts[3].size())));
  if (!log_rounds || !salt || !tag) return {};
  ImportedHash hash(HashAlgorithm::bcrypt);
  hash.sign_bug_ = variant == 'x';
  hash.cost_ = *log_rounds;
  hash.salt_ = std::move(*salt);
  hash.tag_ = std::move(*tag);
  return hash;
}

std::optional<ImportedHash> ImportedHash::parse_scrypt(std::string_view text) {
  const auto parts = split(text, '$');
  if (parts.size() != 5) return {};
  const auto n = number(parts[0], 2, kImportedScryptNMax);
  const auto r = number(parts[1], 1, kImportedScryptRMax);
  auto salt = hex(parts[3], 1, kSaltBytesMax);
  auto tag = hex(parts[4], 16, kTagBytesMax);
  if (!n || (*n & (*n - 1)) != 0 || !r || parts[2] != "1" || !salt || !tag) return {};
  ImportedHash hash(HashAlgorithm::scrypt);
  hash.cost_ = *n;
  hash.block_size_ = *r;
  hash.salt_ = std::move(*salt);
  hash.tag_ = std::move(*tag);
  return hash;
}

std::optional<ImportedHash> ImportedHash::parse_argon2id(std::string_view text) {
  const auto parts = split(text, '$');
  if (parts.size() != 6 || !parts[0].empty() || parts[1] != "argon2id" || parts[2] != "v=19") {
    return {};
  }
  const auto costs = split(parts[3], ',');
  if (costs.size() != 3 || costs[2] != "p=1") return {};
  if (!named(costs[0], "m=", 8, kImportedArgonMemoryKibMax)) return {};
  if (!named(costs[1], "t=", 1, kImportedArgonPassesMax)) return {};
  // RFC 9106 asks for at least 8 bytes of salt; a shorter tag than 16 would be guessable.
  if (!base64(parts[4], 8, kSaltBytesMax) || !base64(parts[5], 16, kTagBytesMax)) return {};
  ImportedHash hash(HashAlgorithm::argon2id);
  hash.text_ = text;
  return hash;
}

std::optional<ImportedHash> ImportedHash::parse_pbkdf2(std::string_view text) {
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '.', '+');
  const auto parts = split(standard, '$');
  if (parts.size() != 5 || !parts[0].empty() || parts[1] != "pbkdf2-sha256") return {};
  const auto iterations = number(parts[2], 1, kImportedPbkdf2IterationsMax);
  auto salt = base64(parts[3], 1, kSaltBytesMax);
  auto tag = base64(parts[4], kSha256Bytes, kSha256Bytes);
  if (!iterations || !salt || !tag) return {};
  ImportedHash hash(HashAlgorithm::pbkdf2_sha256);
  hash.cost_ = *iterations;
  hash.salt_ = std::move(*salt);
  hash.tag_ = std::move(*tag);
  return hash;
}

std::optional<ImportedHash> ImportedHash::parse(HashAlgorithm algorithm, std::string_view text) {
  if (text.size() > kTextBytesMax) return {};
  switch (algorithm) {
    case HashAlgorithm::bcrypt:
      return parse_bcrypt(text);
    case HashAlgorithm::scrypt:
      return parse_scrypt(text);
    case HashAlgorithm::argon2id:
      return parse_argon2id(text);
    case HashAlgorithm::pbkdf2_sha256:
      return parse_pbkdf2(text);
  }
  return {};
}

std::optional<ImportedHash> ImportedHash::recognise(std::string_view text) {
  if (text.starts_with("$2")) return parse(HashAlgorithm::bcrypt, text);
  if (text.starts_with("$argon2id$")) return parse(HashAlgorithm::argon2id, text);
  if (text.starts_with("$pbkdf2-sha256$")) return parse(HashAlgorithm::pbkdf2_sha256, text);
  return parse(HashAlgorithm::scrypt, text);
}

bool ImportedHash::matches(std::string_view password) const {
  switch (algorithm_) {
    case HashAlgorithm::bcrypt:
      if (password.find('\0') != std::string_view::npos) return false;
      return equal(bcrypt(password, salt_, cost_, sign_bug_), tag_);
    case HashAlgorithm::scrypt:
      return equal(scrypt(password, salt_, cost_, block_size_, tag_.size()), tag_);
    case HashAlgorithm::argon2id:
      return matches_argon2id(password);
    case HashAlgorithm::pbkdf2_sha256:
      return equal(pbkdf2_sha256(password, salt_, cost_, tag_.size()), tag_);
  }
  return false;
}

bool ImportedHash::matches_argon2id(std::string_view password) const {
  start_sodium();
  errno = 0;
  const int failed =
      crypto_pwhash_argon2id_str_verify(text_.c_str(), password.data(), password.size());
  // The text was checked, so what is left besides a wrong password is want of memory.
  if (failed != 0 && errno != EINVAL) throw std::bad_alloc();
  return failed == 0;
}

}  // namespace postern::crypto
