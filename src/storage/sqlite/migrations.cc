// The steps between formats of the database file: one row each, none ever changed.
#include "storage/sqlite/migrations.h"

#include <sqlite3.h>

#include <span>
#include <string>

#include "storage/checks.h"
#include "storage/sqlite/schema.h"

namespace postern::storage {
namespace {

struct Step {
  int from;
  std::span<const char* const> statements;
};

// Format 1 had one table, with all values in it. Ids of large values keep the order of the rows.
constexpr const char* kSeparateLargeValues[] = {
    "ALTER TABLE kv RENAME TO kv_1",
    "CREATE TABLE kv(key BLOB NOT NULL PRIMARY KEY, value NOT NULL) WITHOUT ROWID",
    "CREATE TABLE large(id INTEGER PRIMARY KEY, value BLOB NOT NULL)",
    "INSERT INTO large(id, value) SELECT rowid, value FROM kv_1"
    " WHERE length(value) > 160 ORDER BY rowid",
    "INSERT INTO kv(key, value)"
    " SELECT key, CASE WHEN length(value) > 160 THEN rowid ELSE value END FROM kv_1 ORDER BY key",
    "DROP TABLE kv_1",
};

constexpr Step kSteps[] = {
    {1, kSeparateLargeValues},
};

const Step* step_from(int format) {
  for (const Step& step : kSteps) {
    if (step.from == format) return &step;
  }
  return nullptr;
}

// Ends what was begun and did not come to its COMMIT. Some failures have done so already.
class RollBack {
 public:
  explicit RollBack(SQLite::Database& database) : database_(database) {}
  RollBack(const RollBack&) = delete;
  RollBack& operator=(const RollBack&) = delete;
  ~RollBack() {
    if (sqlite3_get_autocommit(database_.getHandle()) == 0) database_.tryExec("ROLLBACK");
  }

 private:
  SQLite::Database& database_;
};

void take(SQLite::Database& database, const Step& step, const BetweenStatements& between) {
  const RollBack unless_committed(database);
  const auto run = [&](const std::string& sql) {
    database.exec(sql);
    if (between) between();
  };
  run("BEGIN IMMEDIATE");
  for (const char* sql : step.statements) run(sql);
  run("PRAGMA user_version = " + std::to_string(step.from + 1));
  run("COMMIT");
}

}  // namespace

Status migrate(SQLite::Database& database, int format, const BetweenStatements& between) {
  for (; format < kFileFormatVersion; ++format) {
    const Step* const step = step_from(format);
    if (step == nullptr) return storage_error("The database format is unknown.");
    take(database, *step, between);
  }
  return ok();
}

}  // namespace postern::storage
