// Files of older formats: opened, they become files of this one, and at no moment are they neither.
#include <SQLiteCpp/SQLiteCpp.h>
#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "storage/sqlite/migrations.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/sqlite_storage.h"
#include "support/temporary_directory.h"
#include "unit/storage/faulty_disk.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::Row;
using storage::SqliteStorage;

// As the program of format 1 made it.
constexpr const char* kFormat1 =
    "PRAGMA journal_mode = WAL;"
    "BEGIN IMMEDIATE;"
    "CREATE TABLE kv(key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL);"
    "PRAGMA application_id = 1347638350;"
    "PRAGMA user_version = 1;"
    "COMMIT";

struct FormatFixture {
  TemporaryDirectory directory;
  std::string path = directory.file("data.db");

  // Values around the size from which they are kept apart, in no order of keys.
  static std::vector<Row> some_rows(int count) {
    const std::size_t sizes[] = {0, 1, 159, 160, 161, 900, 5000};
    std::vector<Row> rows;
    for (int i = 0; i < count; ++i) {
      std::string key = "k" + std::to_string(i * 7919 % 100'003);
      rows.push_back({key + std::string(1, '\0') + "x", std::string(sizes[i % 7], 'v')});
    }
    return rows;
  }
  std::vector<Row> make_old(int count) const {
    std::filesystem::remove(path);
    SQLite::Database file(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    chmod(path.c_str(), 0600);
    file.exec(kFormat1);
    file.exec("BEGIN");
    SQLite::Statement insert(file, "INSERT INTO kv(key, value) VALUES(?, ?)");
    std::vector<Row> rows = some_rows(count);
    for (const Row& row : rows) {
      insert.bind(1, row.key.data(), static_cast<int>(row.key.size()));
      insert.bind(2, row.value.data(), static_cast<int>(row.value.size()));
      insert.exec();
      insert.reset();
    }
    file.exec("COMMIT");
    std::sort(rows.begin(), rows.end(), [](auto& a, auto& b) { return a.key < b.key; });
    return rows;
  }
  [[nodiscard]] int format() const {
    return SQLite::Database(path).execAndGet("PRAGMA user_version").getInt();
  }
  // Opens it, and checks that it holds the rows, that nothing is amiss, and that it can be used.
  void check_holds(const std::vector<Row>& rows) const {
    {
      auto opened = SqliteStorage::open(path);
      INFO((opened.ok() ? "" : opened.error().message));
      REQUIRE(opened.ok());
      auto txn = (*opened)->begin(Mode::write);
      CHECK(*(*txn)->scan({}, {}, SIZE_MAX) == rows);
      REQUIRE((*txn)->put("new", std::string(900, 'n')).ok());
      REQUIRE((*txn)->erase(rows[0].key).ok());
      REQUIRE((*txn)->commit().ok());
      CHECK((*opened)->inspect()->empty());
    }
    CHECK(format() == storage::kFileFormatVersion);
  }
};

TEST_CASE_METHOD(FormatFixture, "D10: a file of format 1 is opened, and is one of this format then",
                 "[storage][sqlite][format]") {
  const auto rows = make_old(20'000);
  REQUIRE(format() == 1);
  check_holds(rows);
}

TEST_CASE_METHOD(FormatFixture, "D10: an empty store of format 1 is opened",
                 "[storage][sqlite][format]") {
  make_old(0);
  REQUIRE(SqliteStorage::open(path).ok());
  CHECK(format() == storage::kFileFormatVersion);
}

// Takes the steps in a child that ends behind the k-th statement, as if it were killed; true if it
// came so far.
bool die_behind_statement(const std::string& path, int k) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    SQLite::Database database = storage::open_writer_database(path);
    int left = k;
    static_cast<void>(storage::migrate(database, 1, [&] {
                        if (--left == 0) _exit(7);
                      }).ok());
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status) == 7;
}

TEST_CASE_METHOD(FormatFixture, "D10: killed behind any statement, the next opening loses nothing",
                 "[storage][sqlite][format]") {
  int deaths = 0;
  for (int k = 1; k < 100; ++k) {
    const auto rows = make_old(700);
    const bool died = die_behind_statement(path, k);
    INFO("behind statement " << k);
    check_holds(rows);
    if (!died) break;
    ++deaths;
  }
  CHECK(deaths >= 9);
}

TEST_CASE_METHOD(FormatFixture, "D10, D03: a disk that is full leaves the older format as it was",
                 "[storage][sqlite][format]") {
  int failures = 0;
  for (int k = 0; k < 2000; k += 1 + k / 4) {
    const auto rows = make_old(700);
    bool opened = false;
    {
      const Failing full(faulty_disk().write, ENOSPC, k);
      const auto result = SqliteStorage::open(path);
      opened = result.ok();
      if (!opened) CHECK(result.error().errc == Errc::storage);
    }
    INFO("after " << k << " writes");
    if (!opened) CHECK(format() == 1);
    check_holds(rows);
    if (opened) break;
    ++failures;
  }
  CHECK(failures > 5);
}

TEST_CASE_METHOD(FormatFixture, "D09: a format there is no way from is refused and left alone",
                 "[storage][sqlite][format]") {
  make_old(10);
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 0");
  const auto opened = SqliteStorage::open(path);
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().message == "The database format is unknown.");
  CHECK(SQLite::Database(path).execAndGet("SELECT count(*) FROM kv").getInt() == 10);
}

}  // namespace
}  // namespace postern::test
