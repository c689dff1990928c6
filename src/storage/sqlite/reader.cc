// Reads rows in a snapshot that costs no BEGIN and no COMMIT.
#include "storage/sqlite/reader.h"

#include <sqlite3.h>

#include "storage/sqlite/schema.h"

namespace postern::storage {
namespace {

// SQLite ends a read transaction with its last active statement. This one always has a row more
// than it has been stepped for, so after one step it holds the snapshot until it is reset; and that
// step is already the first get.
constexpr char kPin[] = "SELECT value FROM kv WHERE key = ?1 UNION ALL SELECT NULL";
constexpr char kGet[] = "SELECT value FROM kv WHERE key = ?1";
constexpr char kGetLarge[] = "SELECT value FROM large WHERE id = ?1";

// Indexed by 4 * keys_only + 2 * reverse + unbounded.
constexpr const char* kScans[] = {
    "SELECT key, value FROM kv WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT ?3",
    "SELECT key, value FROM kv WHERE key >= ?1 AND ?2 ORDER BY key LIMIT ?3",
    "SELECT key, value FROM kv WHERE key >= ?1 AND key < ?2 ORDER BY key DESC LIMIT ?3",
    "SELECT key, value FROM kv WHERE key >= ?1 AND ?2 ORDER BY key DESC LIMIT ?3",
    "SELECT key, x'' FROM kv WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT ?3",
    "SELECT key, x'' FROM kv WHERE key >= ?1 AND ?2 ORDER BY key LIMIT ?3",
    "SELECT key, x'' FROM kv WHERE key >= ?1 AND key < ?2 ORDER BY key DESC LIMIT ?3",
    "SELECT key, x'' FROM kv WHERE key >= ?1 AND ?2 ORDER BY key DESC LIMIT ?3",
};

}  // namespace

Result<std::unique_ptr<Reader>> Reader::open(const std::string& path) {
  return sqlite_call("Cannot open a reading connection", [&]() -> Result<std::unique_ptr<Reader>> {
    return std::unique_ptr<Reader>(new Reader(path));
  });
}

Reader::Reader(const std::string& path)
    : database_(open_reader_database(path)),
      pin_(database_, kPin),
      get_(database_, kGet),
      get_large_(database_, kGetLarge) {}

Result<std::optional<std::string>> Reader::get(std::string_view key) {
  return sqlite_call("Cannot read a row", [&]() -> Result<std::optional<std::string>> {
    if (!pinned_) return first_get(key);
    const ResetAtEnd reset(get_);
    bind_blob(get_, 1, key);
    if (!get_.executeStep()) return std::optional<std::string>();
    POSTERN_TRY(std::string value, value_of(get_.getColumn(0)));
    return std::optional(std::move(value));
  });
}

Result<std::optional<std::string>> Reader::first_get(std::string_view key) {
  pin_.tryReset();
  bind_blob(pin_, 1, key);
  pin_.executeStep();
  pinned_ = true;
  const SQLite::Column value = pin_.getColumn(0);
  if (value.isNull()) return std::optional<std::string>();
  POSTERN_TRY(std::string bytes, value_of(value));
  return std::optional(std::move(bytes));
}

Result<std::string> Reader::value_of(const SQLite::Column& column) {
  if (!column.isInteger()) return blob_of(column);
  const ResetAtEnd reset(get_large_);
  get_large_.bind(1, column.getInt64());
  // Both tables change in one transaction, so a reference without its value is corruption.
  if (!get_large_.executeStep()) return sqlite_error("Cannot read a large value", SQLITE_CORRUPT);
  return blob_of(get_large_.getColumn(0));
}

Result<std::vector<Row>> Reader::scan(const ScanRange& range) {
  return sqlite_call("Cannot scan rows", [&]() -> Result<std::vector<Row>> {
    if (!pinned_) (void)first_get({});
    SQLite::Statement& statement = scan_statement(range);
    const ResetAtEnd reset(statement);
    bind_blob(statement, 1, range.begin);
    if (range.end.empty()) {
      statement.bind(2, 1);
    } else {
      bind_blob(statement, 2, range.end);
    }
    statement.bind(3, static_cast<std::int64_t>(std::min<std::size_t>(range.limit, INT64_MAX)));
    std::vector<Row> rows;
    while (statement.executeStep()) {
      POSTERN_TRY(std::string value, value_of(statement.getColumn(1)));
      rows.push_back({blob_of(statement.getColumn(0)), std::move(value)});
    }
    return rows;
  });
}

void Reader::end_snapshot() {
  if (pinned_) pin_.tryReset();
  pinned_ = false;
}

SQLite::Statement& Reader::scan_statement(const ScanRange& range) {
  const std::size_t index = 4 * range.keys_only + 2 * range.reverse + range.end.empty();
  if (!scans_[index]) scans_[index].emplace(database_, kScans[index]);
  return *scans_[index];
}

Result<std::unique_ptr<Reader>> ReaderPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  return Reader::open(path_);
}

void ReaderPool::give_back(std::unique_ptr<Reader> reader) {
  reader->end_snapshot();
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kIdleMax) idle_.push_back(std::move(reader));
}

}  // namespace postern::storage
