// Sealed records: what is on disk is encrypted, and bound to its key, type and format version.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/rotating_sealer.h"
#include "storage/range_keys.h"

namespace postern::storage {

// One value is: format version (1 byte) || record type (1 byte) || nonce || ciphertext || tag. A
// bit that rotted, and a value moved to another key or type, fail to open instead of being read
// (D06, D07). An old version of the same record at the same key opens: who can write the file can
// roll it back. Safe for concurrent use.
class Envelope {
 public:
  static constexpr char kFormatVersion = 1;
  static constexpr std::size_t kHeaderBytes = 2;
  // In the record type: the plaintext is sealed once more, under the key of its range.
  static constexpr std::uint8_t kOfRange = 0x80;
  static constexpr std::size_t kNonceBytes = 24;

  // `root_key` has at least 32 bytes; the key of the records is derived from it. `random` outlives
  // this.
  Envelope(std::string_view root_key, Random& random);

  [[nodiscard]] std::string seal(std::uint8_t record_type, std::string_view key,
                                 std::string_view plaintext) const;

  // The plaintext; range_locked() where its range's key is not there; or Errc::corrupt with a
  // message that names the type and nothing of the content.
  [[nodiscard]] Result<std::string> open(std::uint8_t record_type, std::string_view key,
                                         std::string_view sealed) const;

  // The key of the records that belongs to a root key.
  [[nodiscard]] static Secret key_of(std::string_view root_key);

  // From here on records are sealed under another root key; those under the one before open as
  // well, until forget_previous().
  void rotate(std::string_view root_key) { sealer_.rotate(key_of(root_key)); }
  // Opens records under an older root key as well: `key` is the key_of() it.
  void also_open(Secret key) { sealer_.also_open(std::move(key)); }
  void forget_previous() { sealer_.forget_previous(); }

  // The record sealed anew under the newest key; nothing, if it is under that one already. Errors
  // as of open().
  [[nodiscard]] Result<std::optional<std::string>> renew(std::uint8_t record_type,
                                                         std::string_view key,
                                                         std::string_view sealed) const;

  // Whether the record is what was sealed for that type and key, though its range may be locked.
  [[nodiscard]] bool is_whole(std::uint8_t record_type, std::string_view key,
                              std::string_view sealed) const;

  // Of the records in some ranges: keys that others than the holder of the root key answer for.
  [[nodiscard]] RangeKeys& range_keys() const { return *range_keys_; }

  // What identifies one sealed version of one record, as caches need it. Empty when `sealed` is too
  // short to be an envelope.
  [[nodiscard]] static std::string_view nonce_of(std::string_view sealed);

 private:
  // Without the seal of the root key; what is left is sealed again where the type says so.
  struct Opened {
    std::uint8_t type;  // As the header has it.
    std::string content;
  };
  [[nodiscard]] std::string seal_outer(std::uint8_t type, std::string_view key,
                                       std::string_view content) const;
  [[nodiscard]] Result<Opened> open_outer(std::uint8_t record_type, std::string_view key,
                                          std::string_view sealed) const;

  crypto::RotatingSealer sealer_;
  const std::unique_ptr<RangeKeys> range_keys_ = std::make_unique<RangeKeys>();
  Random& random_;
};

}  // namespace postern::storage
