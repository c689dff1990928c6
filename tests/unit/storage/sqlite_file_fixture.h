// A database file, opened and looked at from outside: what tests of it start from.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "storage/sqlite/sqlite_storage.h"
#include "support/temporary_directory.h"

namespace postern::test {

using storage::Mode;
using storage::SqliteStorage;

struct FileFixture {
  TemporaryDirectory directory;
  std::string path = directory.file("data.db");

  [[nodiscard]] std::unique_ptr<SqliteStorage> open() const {
    auto opened = SqliteStorage::open(path);
    INFO((opened.ok() ? "" : opened.error().message));
    REQUIRE(opened.ok());
    return std::move(opened).value();
  }
  void refuse(Errc errc, std::string_view part_of_message) const {
    const auto opened = SqliteStorage::open(path);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().errc == errc);
    CHECK_THAT(opened.error().message, Catch::Contains(std::string(part_of_message)));
  }
  // Of the file and of its log.
  [[nodiscard]] std::pair<off_t, off_t> sizes() const {
    struct stat file {
    }, log{};
    REQUIRE(stat(path.c_str(), &file) == 0);
    const bool has_log = stat((path + "-wal").c_str(), &log) == 0;
    return {file.st_size, has_log ? log.st_size : 0};
  }
  void execute(const std::string& sql) const {
    SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(sql);
    chmod(path.c_str(), 0600);
  }
};

inline Status put(SqliteStorage& storage, std::string_view key, std::string_view value) {
  POSTERN_TRY(auto txn, storage.begin(Mode::write));
  POSTERN_CHECK(txn->put(key, value));
  return txn->commit();
}

inline std::optional<std::string> get(SqliteStorage& storage, std::string_view key) {
  auto txn = storage.begin(Mode::read);
  REQUIRE(txn.ok());
  auto value = (*txn)->get(key);
  REQUIRE(value.ok());
  return *value;
}

// Runs `body` in a child; true when it returned true there.
template <class Body>
bool holds_in_child(Body body) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) _exit(body() ? 0 : 1);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace postern::test
