// Opens connections and creates the tables.
#include "storage/sqlite/schema.h"

#include <sqlite3.h>

#include "storage/checks.h"
#include "storage/sqlite/migrations.h"
#include "storage/sqlite/sqlite_call.h"

namespace postern::storage {
namespace {

constexpr int kBusyTimeoutMs = 2'000;
constexpr int kIncremental = 2;  // Of auto_vacuum.

// unix-excl keeps other processes out of the file and the WAL index in the heap, shared by the
// connections of this process: a read transaction costs no lock system calls. NOMUTEX: every
// connection is used by one thread at a time.
SQLite::Database open_database(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs,
                            "unix-excl");
  database.exec("PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF;");
  return database;
}

int pragma_value(SQLite::Database& database, const char* name) {
  return database.execAndGet(std::string("PRAGMA ") + name).getInt();
}

bool is_empty(SQLite::Database& database) {
  return database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
}

// One transaction, so that a crash leaves an empty file or a whole one.
void create_schema(SQLite::Database& database) {
  // Every key is stored once, in a tree with small cells, and most rows of an index are keys alone;
  // `value` is the value itself or, of a large one, an id in `large`, whose rows append. Against
  // one rowid table with an index on its key: two thirds of the bytes at a million users, and half
  // the trees to touch when a key alone is written. A large value inside the tree of keys would
  // cost it its fan-out.
  database.exec(
      "BEGIN IMMEDIATE;"
      "CREATE TABLE kv(key BLOB NOT NULL PRIMARY KEY, value NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE large(id INTEGER PRIMARY KEY, value BLOB NOT NULL);"
      "PRAGMA application_id = " +
      std::to_string(kApplicationId) +
      ";"
      "PRAGMA user_version = " +
      std::to_string(kFileFormatVersion) +
      ";"
      "COMMIT");
}

}  // namespace

// SQLite before 3.51.3 can corrupt a database when one connection resets the WAL while another
// checkpoints it (D20). Only this connection ever writes or checkpoints: readers are query-only,
// and neither checkpoint at a size nor on close.
SQLite::Database open_writer_database(const std::string& path) {
  SQLite::Database database = open_database(path);
  // Of a new file, which is nothing but its name yet: its pages can be given back. SQLite writes
  // its header each time it is told, and opening should leave a file as it is.
  if (pragma_value(database, "auto_vacuum") != kIncremental) {
    database.exec("PRAGMA auto_vacuum = INCREMENTAL");
  }
  // The writer checkpoints itself, to see whether it failed; SQLite's automatic one does not tell.
  // 4 MiB of cache hold the inner pages of some million rows.
  database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
      "PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -4096;");
  return database;
}

SQLite::Database open_reader_database(const std::string& path) {
  SQLite::Database database = open_database(path);
  sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  // SQLite drops a reader's cache whenever somebody commits, so a large one would not stay warm.
  database.exec(
      "PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = ON; PRAGMA cache_size = -4096;");
  return database;
}

Status prepare_schema(SQLite::Database& database) {
  const int application = pragma_value(database, "application_id");
  if (application == 0 && is_empty(database)) create_schema(database);
  if (pragma_value(database, "application_id") != kApplicationId) {
    return storage_error("The file is a database of another program.");
  }
  const int version = pragma_value(database, "user_version");
  if (version > kFileFormatVersion) {
    return storage_error("The database has format " + std::to_string(version) +
                         ", newer than this program's " + std::to_string(kFileFormatVersion) +
                         "; upgrade the program.");
  }
  return migrate(database, version);
}

}  // namespace postern::storage
