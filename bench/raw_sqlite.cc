// The baseline of everything that is stored.
#include "bench/raw_sqlite.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

constexpr int kRows = 10'000;
constexpr std::size_t kUserBytes = 900;
constexpr std::size_t kSessionBytes = 400;

void must(bool succeeded) {
  if (!succeeded) std::abort();
}

void step(sqlite3_stmt* statement, int expected) {
  must(sqlite3_step(statement) == expected);
  sqlite3_reset(statement);
}

}  // namespace

RawSqlite::RawSqlite(const std::string& path) {
  must(sqlite3_open(path.c_str(), &database_) == SQLITE_OK);
  run("PRAGMA journal_mode = WAL");
  run("PRAGMA synchronous = FULL");
  run("CREATE TABLE kv(key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL)");
  begin_ = prepare("BEGIN IMMEDIATE");
  put_ = prepare(
      "INSERT INTO kv(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = "
      "excluded.value");
  commit_ = prepare("COMMIT");
  get_ = prepare("SELECT value FROM kv WHERE key = ?1");
  step(begin_, SQLITE_DONE);
  for (int row = 0; row < kRows; ++row) put(row, std::string(kUserBytes, 'u'));
  step(commit_, SQLITE_DONE);
}

RawSqlite::~RawSqlite() {
  for (sqlite3_stmt* statement : {begin_, put_, commit_, get_}) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

void RawSqlite::commit_one_row() {
  step(begin_, SQLITE_DONE);
  // Never the same bytes twice: SQLite leaves a page alone that would not change.
  put(0, std::to_string(++commits_) + std::string(kSessionBytes, 's'));
  step(commit_, SQLITE_DONE);
}

void RawSqlite::read_one_row() {
  next_ = (next_ + 7919) % kRows;  // All rows, in no order a cache could guess.
  bind_key(get_, static_cast<int>(next_));
  step(get_, SQLITE_ROW);
}

void RawSqlite::run(const char* sql) {
  must(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

sqlite3_stmt* RawSqlite::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  must(sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) ==
       SQLITE_OK);
  return statement;
}

void RawSqlite::put(int row, const std::string& value) {
  bind_key(put_, row);
  sqlite3_bind_blob(put_, 2, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  step(put_, SQLITE_DONE);
}

// As long as the key of a user: table, pool, sub.
void RawSqlite::bind_key(sqlite3_stmt* statement, int row) {
  char text[64];
  const int size =
      std::snprintf(text, sizeof text, "dus-east-1_AbCdEfGhI--U%08x-0000-4000-8000-%012x",
                    static_cast<unsigned>(row) * 2654435761u, static_cast<unsigned>(row));
  key_.assign(text, static_cast<std::size_t>(size));
  sqlite3_bind_blob(statement, 1, key_.data(), size, SQLITE_STATIC);
}

}  // namespace bench
