// Rows on their way into the two tables of a database: small values beside their keys, large ones
// apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/sqlite/sqlite_call.h"

namespace postern::storage {

// Used by the writing connection alone, inside a transaction. Everything throws SQLite::Exception.
class RowWriter {
 public:
  explicit RowWriter(SQLite::Database& database);

  void put(std::string_view key, std::string_view value);
  void erase(std::string_view key);

 private:
  // The row of the table of large values that holds the present value of `key`, if one does.
  std::optional<std::int64_t> large_id_of(std::string_view key);
  void put_small(std::string_view key, std::string_view value);
  void insert_large(std::string_view key, std::string_view value);
  void update_large(std::int64_t id, std::string_view value);
  void erase_large(std::int64_t id);

  SQLite::Database& database_;
  SQLite::Statement find_;
  SQLite::Statement put_;
  SQLite::Statement erase_;
  SQLite::Statement insert_large_;
  SQLite::Statement update_large_;
  SQLite::Statement erase_large_;
};

}  // namespace postern::storage
