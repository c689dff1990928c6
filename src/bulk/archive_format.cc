// The file a pool is exported to.
#include "bulk/archive_format.h"

#include "base/limits.h"
#include "crypto/digest.h"
#include "crypto/passphrase.h"

namespace postern::bulk {
namespace {

constexpr std::string_view kMagic = "POSTERNPOOL1";
constexpr std::size_t kSaltBytes = crypto::kPassphraseSaltBytes;
constexpr std::size_t kPreludeBytes = kMagic.size() + 1 + kSaltBytes;
// A frame ends behind the row that passes this, so it is that and one value at most.
constexpr std::size_t kFrameBytes = 256 << 10;
constexpr std::size_t kFrameBytesMax = kFrameBytes + limits::kValueBytesMax + (64 << 10);

Error unreadable() {
  return invalid_parameter(
      "This is not an exported user pool, it is damaged, or the key is not its key.");
}

void append_u32(std::string& out, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

std::size_t u32_at(std::string_view bytes) {
  std::size_t number = 0;
  for (int i = 0; i < 4; ++i) number = (number << 8) | static_cast<unsigned char>(bytes[i]);
  return number;
}

std::string frame_aad(std::uint64_t number, bool last) {
  std::string aad;
  for (int shift = 56; shift >= 0; shift -= 8) aad.push_back(static_cast<char>(number >> shift));
  aad.push_back(last ? 1 : 0);
  return aad;
}

std::string make_prelude(const ArchiveLock& lock, Random& random) {
  std::string prelude(kMagic);
  prelude += lock.is_passphrase ? 'P' : 'K';
  return prelude + random.bytes(kSaltBytes);
}

crypto::Sealer sealer_of(const ArchiveLock& lock, std::string_view prelude) {
  const std::string_view salt = prelude.substr(kPreludeBytes - kSaltBytes);
  const Secret key =
      lock.is_passphrase ? crypto::passphrase_key(lock.secret.view(), salt) : lock.secret.clone();
  return crypto::Sealer(
      crypto::hkdf_sha256(key.view(), prelude, "postern pool archive", crypto::kSealKeyBytes));
}

// Takes `size` bytes off the front.
std::optional<std::string_view> take(std::string_view& bytes, std::size_t size) {
  if (bytes.size() < size) return std::nullopt;
  const std::string_view taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

std::optional<std::string_view> take_text(std::string_view& bytes) {
  const auto size = take(bytes, 4);
  return size ? take(bytes, u32_at(*size)) : std::nullopt;
}

bool is_kind(char c) {
  using Kind = ArchiveRow::Kind;
  return c == static_cast<char>(Kind::pool) || c == static_cast<char>(Kind::data) ||
         c == static_cast<char>(Kind::outside);
}

Status read_rows(std::string_view bytes, std::vector<ArchiveRow>& rows) {
  while (!bytes.empty()) {
    const auto head = take(bytes, 2);
    const auto key = head ? take_text(bytes) : std::nullopt;
    const auto value = key ? take_text(bytes) : std::nullopt;
    if (!value || !is_kind((*head)[0])) return unreadable();
    rows.push_back({.kind = static_cast<ArchiveRow::Kind>((*head)[0]),
                    .record_type = static_cast<std::uint8_t>((*head)[1]),
                    .key = std::string(*key),
                    .value = std::string(*value)});
  }
  return ok();
}

}  // namespace

ArchiveWriter::ArchiveWriter(const ArchiveLock& lock, Random& random)
    : random_(random), prelude_(make_prelude(lock, random)), sealer_(sealer_of(lock, prelude_)) {}

void ArchiveWriter::add(const ArchiveRow& row) {
  rows_.push_back(static_cast<char>(row.kind));
  rows_.push_back(static_cast<char>(row.record_type));
  append_u32(rows_, row.key.size());
  rows_ += row.key;
  append_u32(rows_, row.value.size());
  rows_ += row.value;
}

bool ArchiveWriter::wants_flush() const {
  return rows_.size() >= kFrameBytes;
}

std::string ArchiveWriter::flush(bool last) {
  std::string out = std::exchange(prelude_, {});
  const std::string sealed = sealer_.seal(rows_, frame_aad(frame_++, last), random_);
  wipe(rows_);
  append_u32(out, sealed.size());
  return out += sealed;
}

Status ArchiveReader::feed(std::string_view bytes, std::vector<ArchiveRow>& rows) {
  pending_ += bytes;
  if (!sealer_) {
    if (pending_.size() < kPreludeBytes) return ok();
    POSTERN_CHECK(read_prelude());
  }
  for (;;) {
    POSTERN_TRY(const bool read, read_frame(rows));
    if (!read) return ok();
  }
}

Status ArchiveReader::read_prelude() {
  const std::string_view prelude = std::string_view(pending_).substr(0, kPreludeBytes);
  const char kind = prelude[kMagic.size()];
  if (!prelude.starts_with(kMagic) || kind != (lock_.is_passphrase ? 'P' : 'K')) {
    return unreadable();
  }
  sealer_.emplace(sealer_of(lock_, prelude));
  pending_.erase(0, kPreludeBytes);
  return ok();
}

// False when no whole frame is there.
Result<bool> ArchiveReader::read_frame(std::vector<ArchiveRow>& rows) {
  if (complete_) return pending_.empty() ? Result<bool>(false) : unreadable();
  if (pending_.size() < 4) return false;
  const std::size_t size = u32_at(pending_);
  if (size > kFrameBytesMax) return unreadable();
  if (pending_.size() < 4 + size) return false;
  const std::string_view sealed = std::string_view(pending_).substr(4, size);
  auto opened = sealer_->open_secret(sealed, frame_aad(frame_, false));
  if (!opened.ok()) {
    opened = sealer_->open_secret(sealed, frame_aad(frame_, true));
    if (!opened.ok()) return unreadable();
    complete_ = true;
  }
  ++frame_;
  POSTERN_CHECK(read_rows(opened->view(), rows));
  pending_.erase(0, 4 + size);
  return true;
}

}  // namespace postern::bulk
