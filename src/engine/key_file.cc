// The file beside the data that keeps the root key.
#include "engine/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <utility>

namespace postern {
namespace {

using domain::kRootKeyBytes;

Error failed(std::string_view what, const std::string& path) {
  return {Errc::storage, "InternalErrorException", std::string(what) + " " + path + "."};
}

class File {
 public:
  File(const std::string& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  const int fd_;
};

// Nothing, where there is no file.
Result<std::optional<Secret>> read_key(const std::string& path) {
  const File file(path, O_RDONLY);
  if (file.fd() < 0) {
    if (errno == ENOENT) return std::optional<Secret>();
    return failed("Cannot open the key file", path);
  }
  struct stat info {};
  if (::fstat(file.fd(), &info) != 0 || !S_ISREG(info.st_mode)) return failed("Cannot read", path);
  if ((info.st_mode & 077) != 0) {
    return failed("Others than its owner may read the key file", path);
  }
  Secret key(kRootKeyBytes);
  const bool whole = info.st_size == static_cast<off_t>(kRootKeyBytes) &&
                     ::read(file.fd(), key.data(), key.size()) == static_cast<ssize_t>(key.size());
  if (!whole) return failed("There is no root key of 32 bytes in", path);
  return std::optional(std::move(key));
}

// A name is on the disk once its directory is.
bool sync_directory_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  const File directory(parent.empty() ? "." : parent.string(), O_RDONLY | O_DIRECTORY);
  return directory.fd() >= 0 && ::fsync(directory.fd()) == 0;
}

bool write_key(const std::string& path, const Secret& key) {
  const File file(path, O_WRONLY | O_CREAT | O_EXCL);
  return file.fd() >= 0 &&
         ::write(file.fd(), key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
         ::fsync(file.fd()) == 0;
}

// Never in the place of another key. Some network file systems know no such rename; a second name
// does not overwrite either.
bool give_name(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  return (errno == EINVAL || errno == ENOSYS) && ::link(from.c_str(), to.c_str()) == 0;
}

// A part of a key would look like a key that is lost, so it has its name only once it is whole.
Result<Secret> make_key(const std::string& path, Random& random) {
  Secret key(kRootKeyBytes);
  random.fill(key.data(), key.size());
  const std::string partial = path + ".partial";
  ::unlink(partial.c_str());
  const bool named = write_key(partial, key) && give_name(partial, path);
  ::unlink(partial.c_str());
  if (!named || !sync_directory_of(path)) return failed("Cannot write the key file", path);
  return key;
}

bool is_cut_off(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
         info.st_size < static_cast<off_t>(kRootKeyBytes);
}

}  // namespace

KeyFile::KeyFile(std::string path, Random& random)
    : path_(std::move(path)), next_path_(path_ + ".next"), random_(random) {}

bool KeyFile::exists() const {
  return ::access(path_.c_str(), F_OK) == 0;
}

Result<Secret> KeyFile::read_or_make() {
  POSTERN_TRY(auto key, read_key(path_));
  if (key) return std::move(*key);
  return make_key(path_, random_);
}

// No store was given a key that is not whole on the disk.
Result<Secret> KeyFile::read_next() {
  if (is_cut_off(next_path_)) return Secret();
  POSTERN_TRY(auto key, read_key(next_path_));
  return key ? std::move(*key) : Secret();
}

Result<Secret> KeyFile::make_next() {
  POSTERN_TRY(Secret present, read_next());
  if (!present.empty()) return present;
  ::unlink(next_path_.c_str());
  return make_key(next_path_, random_);
}

Status KeyFile::promote_next() {
  if (::access(next_path_.c_str(), F_OK) != 0) return ok();
  if (::rename(next_path_.c_str(), path_.c_str()) != 0 || !sync_directory_of(path_)) {
    return failed("Cannot put the new root key into", path_);
  }
  return ok();
}

}  // namespace postern
