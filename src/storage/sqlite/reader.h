// One reading connection: a snapshot at a time, and the pool that lends them.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "storage/optimistic_txn.h"
#include "storage/sqlite/sqlite_call.h"

namespace postern::storage {

// Used by one thread at a time.
class Reader {
 public:
  static Result<std::unique_ptr<Reader>> open(const std::string& path);

  // The first read fixes the snapshot, which lasts until end_snapshot().
  Result<std::optional<std::string>> get(std::string_view key);
  Result<std::vector<Row>> scan(const ScanRange& range);
  void end_snapshot();

 private:
  explicit Reader(const std::string& path);

  Result<std::optional<std::string>> first_get(std::string_view key);
  // The value itself, or the large one a column refers to.
  Result<std::string> value_of(const SQLite::Column& column);
  SQLite::Statement& scan_statement(const ScanRange& range);

  SQLite::Database database_;
  SQLite::Statement pin_;
  SQLite::Statement get_;
  SQLite::Statement get_large_;
  std::array<std::optional<SQLite::Statement>, 8> scans_;  // Prepared at first use.
  bool pinned_ = false;
};

// Safe for concurrent use.
class ReaderPool {
 public:
  // Room for the idle ones is made ahead: they come back from destructors.
  explicit ReaderPool(std::string path) : path_(std::move(path)) { idle_.reserve(kIdleMax); }

  Result<std::unique_ptr<Reader>> take();
  void give_back(std::unique_ptr<Reader> reader);

 private:
  // More idle connections would only hold memory; a burst opens what it needs (about 0.1 ms each).
  static constexpr std::size_t kIdleMax = 8;

  const std::string path_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;  // The last one used is the warmest.
};

}  // namespace postern::storage
