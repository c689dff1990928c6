// Giving the room of erased rows back to the file system.
#include "storage/sqlite/compaction.h"

#include <sqlite3.h>

#include "storage/checks.h"

namespace postern::storage {
namespace {

constexpr int kIncremental = 2;

std::uint64_t pragma_value(SQLite::Database& database, const char* sql) {
  return static_cast<std::uint64_t>(database.execAndGet(sql).getInt64());
}

// A statement that gives a row for each page, so it is stepped to its end.
void run_to_end(SQLite::Database& database, const char* sql) {
  SQLite::Statement statement(database, sql);
  while (statement.executeStep()) {
  }
}

// What is written meanwhile may be as large as the database, so it goes to files and not into
// memory.
class TemporaryFiles {
 public:
  explicit TemporaryFiles(SQLite::Database& database) : database_(database) {
    database_.exec("PRAGMA temp_store = FILE");
  }
  TemporaryFiles(const TemporaryFiles&) = delete;
  TemporaryFiles& operator=(const TemporaryFiles&) = delete;
  ~TemporaryFiles() { database_.tryExec("PRAGMA temp_store = MEMORY"); }

 private:
  SQLite::Database& database_;
};

// The file is cut when the WAL has been copied back, which readers may put off; then a later commit
// does it.
void cut_file(SQLite::Database& database) {
  sqlite3* const handle = database.getHandle();
  sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

}  // namespace

Space space_of(SQLite::Database& database) {
  const std::uint64_t page_bytes = pragma_value(database, "PRAGMA page_size");
  const std::uint64_t free_pages = pragma_value(database, "PRAGMA freelist_count");
  return {.more = free_pages != 0,
          .file_bytes = page_bytes * pragma_value(database, "PRAGMA page_count"),
          .free_bytes = page_bytes * free_pages};
}

Result<Space> give_back_some_pages(SQLite::Database& database) {
  if (pragma_value(database, "PRAGMA auto_vacuum") != kIncremental) {
    return invalid_argument("This file is of an older make: it has to be rewritten once.");
  }
  run_to_end(database, "PRAGMA incremental_vacuum(256)");
  const Space space = space_of(database);
  if (!space.more) cut_file(database);
  return space;
}

Space rewrite_file(SQLite::Database& database) {
  const TemporaryFiles files(database);
  database.exec("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
  cut_file(database);
  return space_of(database);
}

}  // namespace postern::storage
