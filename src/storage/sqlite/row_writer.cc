// Rows on their way into the two tables of a database.
#include "storage/sqlite/row_writer.h"

#include "storage/sqlite/schema.h"

namespace postern::storage {
namespace {

void run(SQLite::Statement& statement) {
  const ResetAtEnd reset(statement);
  statement.executeStep();
}

}  // namespace

RowWriter::RowWriter(SQLite::Database& database)
    : database_(database),
      find_(database, "SELECT value FROM kv WHERE key = ?1"),
      put_(database,
           "INSERT INTO kv(key, value) VALUES(?1, ?2)"
           " ON CONFLICT(key) DO UPDATE SET value = excluded.value"),
      erase_(database, "DELETE FROM kv WHERE key = ?1"),
      insert_large_(database, "INSERT INTO large(value) VALUES(?1)"),
      update_large_(database, "UPDATE large SET value = ?2 WHERE id = ?1"),
      erase_large_(database, "DELETE FROM large WHERE id = ?1") {}

void RowWriter::put(std::string_view key, std::string_view value) {
  const std::optional<std::int64_t> large = large_id_of(key);
  if (value.size() > kSmallValueBytesMax) {
    return large ? update_large(*large, value) : insert_large(key, value);
  }
  if (large) erase_large(*large);
  put_small(key, value);
}

void RowWriter::erase(std::string_view key) {
  if (const auto large = large_id_of(key)) erase_large(*large);
  bind_blob(erase_, 1, key);
  run(erase_);
}

std::optional<std::int64_t> RowWriter::large_id_of(std::string_view key) {
  const ResetAtEnd reset(find_);
  bind_blob(find_, 1, key);
  if (!find_.executeStep()) return std::nullopt;
  const SQLite::Column value = find_.getColumn(0);
  if (!value.isInteger()) return std::nullopt;
  return value.getInt64();
}

void RowWriter::put_small(std::string_view key, std::string_view value) {
  bind_blob(put_, 1, key);
  bind_blob(put_, 2, value);
  run(put_);
}

// Ids ascend, so new values fill pages one after the other.
void RowWriter::insert_large(std::string_view key, std::string_view value) {
  bind_blob(insert_large_, 1, value);
  run(insert_large_);
  bind_blob(put_, 1, key);
  put_.bind(2, static_cast<std::int64_t>(database_.getLastInsertRowid()));
  run(put_);
}

void RowWriter::update_large(std::int64_t id, std::string_view value) {
  update_large_.bind(1, id);
  bind_blob(update_large_, 2, value);
  run(update_large_);
}

void RowWriter::erase_large(std::int64_t id) {
  erase_large_.bind(1, id);
  run(erase_large_);
}

}  // namespace postern::storage
