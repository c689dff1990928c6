// The file a pool is exported to: sealed frames, in order, with an end.
//
//   prelude  "POSTERNPOOL1", 'K' or 'P' (key or passphrase), a salt of 16 bytes
//   frame    length (4 bytes, big endian), then the sealed rows
//
// The file's key is derived from the caller's with the prelude as salt, so no two files share one.
// Each frame is sealed with its number and whether it is the last, which makes the whole one
// message: a frame that is left out, moved, repeated or taken from another file, and an end that is
// missing, are noticed (the STREAM construction; Hoang, Reyhanitabar, Rogaway, Vizar, CRYPTO 2015).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/seal.h"

namespace postern::bulk {

// What protects a file: 32 bytes, or a passphrase.
struct ArchiveLock {
  bool is_passphrase = false;
  Secret secret;
};

// One row of the content.
struct ArchiveRow {
  enum class Kind : char {
    pool = 'P',    // The pool's own record; the first row. The key is its id.
    data = 'D',    // A row of the pool's range; the key is what follows the range's prefix.
    outside = 'O'  // A row elsewhere that points to the pool; the whole key.
  };
  Kind kind = Kind::data;
  std::uint8_t record_type = 0;  // 0: a mark, which has no value.
  std::string key;
  std::string value;  // In clear: the frame is what is sealed.
};

class ArchiveWriter {
 public:
  ArchiveWriter(const ArchiveLock& lock, Random& random);

  void add(const ArchiveRow& row);
  [[nodiscard]] bool wants_flush() const;
  // The bytes that follow in the file. The last ones close it.
  std::string flush(bool last);

 private:
  Random& random_;
  std::string prelude_;  // Until it is written.
  crypto::Sealer sealer_;
  std::uint64_t frame_ = 0;
  std::string rows_;
};

class ArchiveReader {
 public:
  explicit ArchiveReader(ArchiveLock lock) : lock_(std::move(lock)) {}

  // Takes the next bytes of the file, cut anywhere, and appends the rows they complete.
  // InvalidParameterException for bytes that are no such file, or not this one.
  Status feed(std::string_view bytes, std::vector<ArchiveRow>& rows);
  // Whether the last frame was read: nothing is missing.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  Status read_prelude();
  Result<bool> read_frame(std::vector<ArchiveRow>& rows);

  ArchiveLock lock_;
  std::string pending_;
  std::optional<crypto::Sealer> sealer_;
  std::uint64_t frame_ = 0;
  bool complete_ = false;
};

}  // namespace postern::bulk
