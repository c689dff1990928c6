// The root key: given by the host, or kept in a file beside the data.
#include "engine/root_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace postern {
namespace {

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

bool has_content(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && info.st_size > 0;
}

Result<Secret> read_key(const std::string& path, int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return failed("Cannot read", path);
  if ((info.st_mode & 077) != 0) {
    return failed("Others than its owner may read the key file", path);
  }
  Secret key(kRootKeyBytes);
  const bool whole = info.st_size == static_cast<off_t>(kRootKeyBytes) &&
                     ::read(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size());
  if (!whole) return failed("There is no root key of 32 bytes in", path);
  return key;
}

// Durable before the first record is sealed with it.
Result<Secret> make_key(const std::string& path, Random& random) {
  Secret key(kRootKeyBytes);
  random.fill(key.data(), key.size());
  const File file(path, O_WRONLY | O_CREAT | O_EXCL);
  const bool written =
      file.fd() >= 0 &&
      ::write(file.fd(), key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
      ::fsync(file.fd()) == 0;
  if (!written) return failed("Cannot write the key file", path);
  return key;
}

Result<Secret> key_beside(const std::string& data_path, Random& random) {
  const std::string path = data_path + ".key";
  const File file(path, O_RDONLY);
  if (file.fd() >= 0) return read_key(path, file.fd());
  if (errno != ENOENT) return failed("Cannot open the key file", path);
  if (has_content(data_path)) {
    return Error{Errc::corrupt, "InternalErrorException",
                 "The database exists, but its key file is missing: " + path + "."};
  }
  return make_key(path, random);
}

}  // namespace

Result<Secret> obtain_root_key(std::string_view given, const StorageUrl& url, Random& random) {
  if (given.size() == kRootKeyBytes) return Secret(given);
  if (!given.empty()) {
    return Error{Errc::invalid_argument, "InvalidParameterException",
                 "The root key does not have 32 bytes."};
  }
  if (url.backend == StorageUrl::Backend::sqlite) return key_beside(url.path, random);
  if (url.backend == StorageUrl::Backend::postgres) {
    return Error{Errc::invalid_argument, "InvalidParameterException",
                 "A shared database needs a root key, the same for every engine on it."};
  }
  Secret key(kRootKeyBytes);
  random.fill(key.data(), key.size());
  return key;
}

}  // namespace postern
