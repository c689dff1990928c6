// Reads a WAL as https://sqlite.org/fileformat2.html#walformat describes it.
#include "storage/sqlite/wal_check.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string_view>

#include "storage/checks.h"

namespace postern::storage {
namespace {

constexpr std::size_t kHeaderBytes = 32;
constexpr std::size_t kFrameHeaderBytes = 24;
constexpr std::size_t kPageBytesMax = 65536;
constexpr std::uint32_t kMagic = 0x377f0682;  // The lowest bit: checksums of big-endian words.

using Checksum = std::array<std::uint32_t, 2>;

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

Checksum checksum_at(std::string_view bytes, std::size_t at) {
  return {big_endian(bytes, at), big_endian(bytes, at + 4)};
}

class File {
 public:
  explicit File(const std::string& path)
      : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] bool read(std::size_t at, std::string& into) const {
    return pread(fd_, into.data(), into.size(), static_cast<off_t>(at)) ==
           static_cast<ssize_t>(into.size());
  }

 private:
  const int fd_;
};

struct Frame {
  bool is_of_this_log = false;  // The salts are the header's.
  bool has_one_salt = false;    // Only one of them is.
  bool is_commit = false;
  Checksum stored = {};
  Checksum computed = {};  // From that of the frame before.
};

class Wal {
 public:
  explicit Wal(const std::string& path) : file_(path) {}

  // False when there is nothing that recovery could use.
  bool read_header() {
    if (!file_.is_open() || !file_.read(0, header_)) return false;
    big_endian_words_ = (big_endian(header_, 0) & 1) != 0;
    page_bytes_ = big_endian(header_, 8);
    return true;
  }

  [[nodiscard]] bool header_is_whole() const {
    return (big_endian(header_, 0) & ~1U) == kMagic && page_bytes_ <= kPageBytesMax &&
           add({}, std::string_view(header_).substr(0, 24)) == checksum_at(header_, 24);
  }

  // Whether the first frame was written under this header, as far as the salts of both say. One
  // that a crash cut short stands before frames of an older log, or before zeros, which are no
  // page's frame and equal a header that is nothing but zeros as well.
  [[nodiscard]] bool header_has_frames() const {
    std::string bytes(kFrameHeaderBytes, '\0');
    Frame frame;
    if (!file_.read(kHeaderBytes, bytes)) return false;
    compare_salts(bytes, frame);
    const bool is_of_a_page = big_endian(bytes, 0) != 0;
    return is_of_a_page && (frame.is_of_this_log || frame.has_one_salt);
  }

  // A frame's checksums go on from those of the frame before; of the first, from the header's.
  bool read_frame(std::size_t number, const Checksum& before, Frame& frame) const {
    std::string bytes(kFrameHeaderBytes + page_bytes_, '\0');
    if (!file_.read(kHeaderBytes + number * bytes.size(), bytes)) return false;
    compare_salts(bytes, frame);
    frame.is_commit = big_endian(bytes, 4) != 0;
    frame.stored = checksum_at(bytes, 16);
    const std::string_view view(bytes);
    frame.computed = add(add(before, view.substr(0, 8)), view.substr(kFrameHeaderBytes));
    return true;
  }

  [[nodiscard]] Checksum header_checksum() const { return checksum_at(header_, 24); }

 private:
  void compare_salts(std::string_view frame_header, Frame& frame) const {
    const bool first = big_endian(frame_header, 8) == big_endian(header_, 16);
    const bool second = big_endian(frame_header, 12) == big_endian(header_, 20);
    frame.is_of_this_log = first && second;
    frame.has_one_salt = first != second;
  }

  [[nodiscard]] Checksum add(Checksum sum, std::string_view bytes) const {
    const auto word = [&](std::size_t at) {
      const std::uint32_t number = big_endian(bytes, at);
      return big_endian_words_ ? number : __builtin_bswap32(number);
    };
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      sum[0] += word(at) + sum[1];
      sum[1] += word(at + 4) + sum[0];
    }
    return sum;
  }

  File file_;
  std::string header_ = std::string(kHeaderBytes, '\0');
  bool big_endian_words_ = false;
  std::size_t page_bytes_ = 0;
};

// Whether a transaction follows that was begun when one with frame `number`, or a later one, was
// durable: a frame that goes on from the checksum of a commit. What earlier, failed commits have
// left behind does not go on from one another.
bool is_followed(const Wal& wal, std::size_t number, Checksum checksum, bool is_commit) {
  Frame frame;
  while (wal.read_frame(++number, checksum, frame)) {
    if (!frame.is_of_this_log || frame.stored != frame.computed) return false;
    if (is_commit) return true;
    is_commit = frame.is_commit;
    checksum = frame.stored;
  }
  return false;
}

Status damaged() {
  return Error{Errc::corrupt, "InternalErrorException",
               "The log of recent commits (-wal) is damaged: it holds commits that cannot be read "
               "any more."};
}

}  // namespace

Status check_wal(const std::string& path) {
  Wal wal(path + "-wal");
  if (!wal.read_header()) return ok();
  if (!wal.header_is_whole()) return wal.header_has_frames() ? damaged() : ok();
  Checksum before = wal.header_checksum();
  Frame frame;
  for (std::size_t number = 0; wal.read_frame(number, before, frame); ++number) {
    if (frame.is_of_this_log && frame.stored == frame.computed) {
      before = frame.stored;
      continue;
    }
    if (!frame.is_of_this_log && !frame.has_one_salt) return ok();
    // Either the frame or the checksum in it is what has changed.
    const bool followed = is_followed(wal, number, frame.stored, frame.is_commit) ||
                          is_followed(wal, number, frame.computed, frame.is_commit);
    return followed ? damaged() : ok();
  }
  return ok();
}

}  // namespace postern::storage
