// A file that has its name only once it is whole and on the disk.
#include "new_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace postern::server {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// Some network file systems know no rename that overwrites nothing; a second name does not either.
bool give_name(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (link(from.c_str(), to.c_str()) != 0) return false;
  unlink(from.c_str());
  return true;
}

// A name is on the disk once its directory is.
bool sync_directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Fd directory(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory.valid() && fsync(directory.get()) == 0;
}

}  // namespace

NewFile::NewFile(std::string path)
    : path_(std::move(path)),
      partial_(path_ + ".partial"),
      fd_(open(partial_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)) {
  if (!fd_.valid()) fail(partial_);
  if (access(path_.c_str(), F_OK) == 0) {
    unlink(partial_.c_str());
    throw std::runtime_error(path_ + " exists");
  }
}

NewFile::~NewFile() {
  if (!kept_) unlink(partial_.c_str());
}

void NewFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) fail(partial_);
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void NewFile::sync() {
  if (fsync(fd_.get()) != 0) fail(partial_);
}

void NewFile::keep() {
  sync();
  if (!give_name(partial_, path_)) fail(path_);
  kept_ = true;
  if (sync_directory_of(path_)) return;
  const int why = errno;
  unlink(path_.c_str());  // Its name may not last: whoever was told of a failure finds nothing.
  errno = why;
  fail(path_);
}

}  // namespace postern::server
