// Locks, creates and checks the database file before SQLite sees it.
#include "storage/sqlite/file_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "storage/checks.h"

namespace postern::storage {
namespace {

Error file_error(const char* what, int error) {
  return storage_error(std::string(what) + ": " + strerror(error) + ".");
}

// O_NONBLOCK, so that opening a FIFO somebody put there fails instead of hanging.
int open_private(const std::string& path) {
  return open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
}

Status check_private(int fd) {
  struct stat info {};
  if (fstat(fd, &info) != 0) return file_error("Cannot inspect the database file", errno);
  if (!S_ISREG(info.st_mode)) return storage_error("The database is not a regular file.");
  if (info.st_nlink != 1) return storage_error("The database file has a second name (hard link).");
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return storage_error("The database file is open to other users; chmod it to 600.");
  }
  return ok();
}

Status create_and_check(const std::string& path) {
  const int fd = open_private(path);
  if (fd < 0 && errno == ELOOP) return storage_error("The database file is a symbolic link.");
  if (fd < 0) return file_error("Cannot open the database file", errno);
  Status checked = check_private(fd);
  close(fd);
  return checked;
}

int lock_now(int fd) {
  int failed = 0;
  do {
    failed = flock(fd, LOCK_EX | LOCK_NB);
  } while (failed != 0 && errno == EINTR);
  return failed;
}

}  // namespace

Result<FileOwner> FileOwner::acquire(const std::string& path) {
  const int fd = open_private(path + ".lock");
  if (fd < 0) return file_error("Cannot open the lock file beside the database", errno);
  FileOwner owner(fd);
  if (lock_now(fd) != 0) {
    if (errno != EWOULDBLOCK) return file_error("Cannot lock the database", errno);
    return Error{Errc::busy, "InternalErrorException",
                 "Another engine, in this process or another, has the database open."};
  }
  POSTERN_CHECK(create_and_check(path));
  return owner;
}

FileOwner::FileOwner(int lock_fd) : lock_fd_(lock_fd), owner_(getpid()) {}

FileOwner::FileOwner(FileOwner&& other) noexcept
    : lock_fd_(std::exchange(other.lock_fd_, -1)), owner_(other.owner_) {}

// A forked child's close leaves the lock with the parent: both share one open file description.
FileOwner::~FileOwner() {
  if (lock_fd_ >= 0) close(lock_fd_);
}

bool FileOwner::forked() const {
  return getpid() != owner_;
}

}  // namespace postern::storage
