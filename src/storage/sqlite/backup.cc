// Copying a database that is in use into a new file.
#include "storage/sqlite/backup.h"

#include <SQLiteCpp/Backup.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <filesystem>

#include "storage/checks.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/sqlite_call.h"

namespace postern::storage {
namespace {

// 4 MiB a step: so much is read before the next look at whether it went well.
constexpr int kStepPages = 1000;

Error file_error(std::string_view what, int error) {
  return storage_error(std::string(what) + ": " + strerror(error) + ".");
}

// Checked again when the file gets its name; here it spares the copying.
Status check_is_new(const std::string& path) {
  if (access(path.c_str(), F_OK) != 0) return ok();
  return invalid_argument("There is a file at the backup's path already; nothing is overwritten.");
}

// SQLite opens what it finds, so the file is there, empty and private, before SQLite sees it.
Status create_private(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0 && errno == EEXIST) {
    return invalid_argument(
        "There is a file with the backup's name and .partial behind it: another backup is being "
        "made, or one was killed and left it to be removed.");
  }
  if (fd < 0) return file_error("Cannot create the backup", errno);
  close(fd);
  return ok();
}

// Unlinked unless it was kept.
class Partial {
 public:
  explicit Partial(std::string path) : path_(std::move(path)) {}
  Partial(const Partial&) = delete;
  Partial& operator=(const Partial&) = delete;
  ~Partial() {
    if (!kept_) unlink(path_.c_str());
    // Of a copy that was not finished.
    for (const char* suffix : {"-wal", "-shm", "-journal"}) unlink((path_ + suffix).c_str());
  }

  [[nodiscard]] const std::string& path() const { return path_; }

  // Never overwrites: a file that came up in the meantime stays. Some network file systems know no
  // such rename; there a second name, which cannot overwrite either, replaces the first.
  Status keep_as(const std::string& name) {
    int failed = renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, name.c_str(), RENAME_NOREPLACE);
    if (failed != 0 && (errno == EINVAL || errno == ENOSYS)) {
      failed = link(path_.c_str(), name.c_str());
      if (failed == 0) unlink(path_.c_str());
    }
    if (failed != 0) return file_error("Cannot name the backup", errno);
    kept_ = true;
    return sync_directory_of(name);
  }

 private:
  // A name is on the disk once its directory is.
  static Status sync_directory_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path();
    const int fd = open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0) close(fd);
    return synced ? ok() : file_error("Cannot make the backup's name durable", error);
  }

  const std::string path_;
  bool kept_ = false;
};

// A transaction on the source pins its snapshot: otherwise every commit of the writer would make
// the copy start over. The target needs no journal, since a failure throws it away.
Status copy_pages(const std::string& source_path, const std::string& target_path) {
  return sqlite_call("Cannot copy the database", [&]() -> Status {
    SQLite::Database source = open_reader_database(source_path);
    source.exec("BEGIN");
    (void)source.execAndGet("SELECT count(*) FROM sqlite_master");
    SQLite::Database target(target_path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
    target.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL");
    SQLite::Backup copy(target, source);
    for (;;) {
      const int step = copy.executeStep(kStepPages);
      if (step == SQLITE_DONE) return ok();
      if (step != SQLITE_OK) return sqlite_error("Cannot copy the database", step);
    }
  });
}

// The copy says in its header that it has a WAL, as its source does. Without one there is nothing
// beside the file that it would need.
Status add_mark(const std::string& path, const Row& mark) {
  return sqlite_call("Cannot mark the copy", [&]() -> Status {
    SQLite::Database target(path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
    target.exec(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL");
    SQLite::Statement insert(target, "INSERT OR REPLACE INTO kv(key, value) VALUES(?, ?)");
    insert.bindNoCopy(1, mark.key.data(), static_cast<int>(mark.key.size()));
    insert.bindNoCopy(2, mark.value.data(), static_cast<int>(mark.value.size()));
    insert.exec();
    return ok();
  });
}

}  // namespace

Status back_up_database(const std::string& source, const std::string& path, const Row& mark) {
  POSTERN_CHECK(check_is_new(path));
  const std::string partial_path = path + ".partial";
  POSTERN_CHECK(create_private(partial_path));
  Partial partial(partial_path);
  POSTERN_CHECK(copy_pages(source, partial.path()));
  POSTERN_CHECK(add_mark(partial.path(), mark));
  return partial.keep_as(path);
}

}  // namespace postern::storage
