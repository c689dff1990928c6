// Looking for damage in a database that is in use.
#include "storage/sqlite/inspection.h"

#include "storage/sqlite/schema.h"
#include "storage/sqlite/sqlite_call.h"

namespace postern::storage {
namespace {

struct Query {
  const char* kind;
  const char* sql;  // A row for each damage: its key, or NULL.
};

constexpr Query kQueries[] = {
    {"MissingValue",
     "SELECT key FROM kv WHERE typeof(value) = 'integer'"
     " AND NOT EXISTS (SELECT 1 FROM large WHERE id = kv.value) LIMIT 100"},
    {"SharedValue",
     "SELECT max(key) FROM kv WHERE typeof(value) = 'integer'"
     " GROUP BY value HAVING count(*) > 1 LIMIT 100"},
    {"ValueWithoutKey",
     "SELECT NULL FROM large WHERE id NOT IN"
     " (SELECT value FROM kv WHERE typeof(value) = 'integer') LIMIT 100"},
    {"AlienCell",
     "SELECT NULL FROM kv WHERE typeof(key) <> 'blob'"
     " OR typeof(value) NOT IN ('blob', 'integer') LIMIT 100"},
    {"AlienCell", "SELECT NULL FROM large WHERE typeof(value) <> 'blob' LIMIT 100"},
};

// What SQLite says may quote the content, so only that it found something is passed on.
void check_structure(SQLite::Database& database, std::vector<Damage>& found) {
  SQLite::Statement check(database, "PRAGMA integrity_check(100)");
  while (check.executeStep()) {
    if (check.getColumn(0).getString() != "ok") found.push_back({"FileStructure", {}});
  }
}

void run_query(SQLite::Database& database, const Query& query, std::vector<Damage>& found) {
  SQLite::Statement statement(database, query.sql);
  while (statement.executeStep()) {
    found.push_back({query.kind, blob_of(statement.getColumn(0))});
  }
}

bool is_damage(const Error& error) {
  return error.errc == Errc::corrupt;
}

// A tree that cannot be walked is damage found, and no reason to leave the others alone.
template <class Body>
Status noting_damage(std::vector<Damage>& found, Body&& body) {
  const Status walked = sqlite_call("Cannot check the database", [&]() -> Status {
    body();
    return ok();
  });
  if (walked.ok() || !is_damage(walked.error())) return walked;
  found.push_back({"FileStructure", {}});
  return ok();
}

}  // namespace

Result<std::vector<Damage>> inspect_database(const std::string& path) {
  return sqlite_call("Cannot check the database", [&]() -> Result<std::vector<Damage>> {
    SQLite::Database database = open_reader_database(path);
    database.exec("BEGIN");
    std::vector<Damage> found;
    POSTERN_CHECK(noting_damage(found, [&] { check_structure(database, found); }));
    for (const Query& query : kQueries) {
      POSTERN_CHECK(noting_damage(found, [&] { run_query(database, query, found); }));
    }
    return found;
  });
}

}  // namespace postern::storage
