// Sole ownership of a database file: one engine a file, and nobody else's eyes on it.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.h"

namespace postern::storage {

// Holds an exclusive flock on `<path>.lock` for its lifetime. Not on the database itself: SQLite's
// own POSIX locks on that file vanish when anyone in the process closes any descriptor of it. The
// lock file stays behind, empty: to unlink it would race with the next owner.
class FileOwner {
 public:
  // Takes the lock and makes sure that `path` is a regular file that only its owner can read,
  // creating it empty with mode 0600. Errc::busy: another engine has the file (D17).
  // Errc::storage: a symbolic link, readable by others, or not to be opened (D18).
  static Result<FileOwner> acquire(const std::string& path);

  FileOwner(FileOwner&& other) noexcept;
  FileOwner& operator=(FileOwner&&) = delete;
  ~FileOwner();

  // True in the child of a fork(): the file stays the parent's (C09).
  [[nodiscard]] bool forked() const;

 private:
  explicit FileOwner(int lock_fd);

  int lock_fd_;
  pid_t owner_;
};

}  // namespace postern::storage
