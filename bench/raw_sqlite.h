// What SQLite takes by itself: prepared statements on one connection, WAL, every commit synced.
#pragma once

#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace bench {

// A table of bytes by bytes, as the engine's, with 10,000 rows as large as those of users.
class RawSqlite {
 public:
  explicit RawSqlite(const std::string& path);
  ~RawSqlite();
  RawSqlite(const RawSqlite&) = delete;
  RawSqlite& operator=(const RawSqlite&) = delete;

  void commit_one_row();
  void read_one_row();

 private:
  void run(const char* sql);
  sqlite3_stmt* prepare(const char* sql);
  void put(int row, const std::string& value);
  void bind_key(sqlite3_stmt* statement, int row);

  sqlite3* database_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* put_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  sqlite3_stmt* get_ = nullptr;
  std::string key_;
  unsigned next_ = 0;
  unsigned commits_ = 0;
};

}  // namespace bench
