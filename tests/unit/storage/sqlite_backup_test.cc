// Backups of a database in use, and what its inspection finds.
#include <SQLiteCpp/SQLiteCpp.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "storage/memory/memory_storage.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/sqlite_storage.h"
#include "support/temporary_directory.h"
#include "unit/storage/faulty_disk.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::SqliteStorage;

const storage::Row kMark{"!mark", "1234567"};

struct BackupFixture {
  TemporaryDirectory directory;
  std::string path = directory.file("data.db");
  std::string copy = directory.file("copy.db");

  static std::unique_ptr<SqliteStorage> open(const std::string& path) {
    auto opened = SqliteStorage::open(path);
    INFO((opened.ok() ? "" : opened.error().message));
    REQUIRE(opened.ok());
    return std::move(opened).value();
  }
  [[nodiscard]] std::unique_ptr<SqliteStorage> open() const { return open(path); }

  static void put(SqliteStorage& storage, const std::string& key, const std::string& value) {
    auto txn = storage.begin(Mode::write);
    REQUIRE(txn.ok());
    REQUIRE((*txn)->put(key, value).ok());
    REQUIRE((*txn)->commit().ok());
  }
  static std::vector<storage::Row> rows(SqliteStorage& storage) {
    auto txn = storage.begin(Mode::read);
    REQUIRE(txn.ok());
    auto all = (*txn)->scan({}, {}, SIZE_MAX);
    REQUIRE(all.ok());
    return *all;
  }
  void fill(int count) const {
    const auto storage = open();
    for (int i = 0; i < count; ++i) put(*storage, "k" + std::to_string(i), value(i));
  }
  // Small and large ones in turn.
  static std::string value(int i) { return std::string(i % 2 == 0 ? 20 : 900, 'v'); }

  void execute(const std::string& sql) const {
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec(sql);
  }
  std::set<std::string> damage() const {
    const auto storage = open();
    const auto found = storage->inspect();
    REQUIRE(found.ok());
    std::set<std::string> kinds;
    for (const storage::Damage& damage : *found) kinds.insert(damage.kind);
    return kinds;
  }
  [[nodiscard]] bool exists(const std::string& file) const { return std::filesystem::exists(file); }
};

using Kinds = std::set<std::string>;

TEST_CASE_METHOD(BackupFixture, "a backup opens and holds the rows, private to its owner",
                 "[storage][sqlite][backup]") {
  fill(300);
  const auto storage = open();
  put(*storage, "newest", "in the WAL");
  REQUIRE(storage->backup(copy, kMark).ok());
  CHECK_FALSE(exists(copy + ".partial"));
  struct stat info {};
  REQUIRE(stat(copy.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  put(*storage, "later", "not in the copy");
  const auto restored = open(copy);
  CHECK(rows(*restored).size() == 302);
  CHECK(rows(*restored).front() == kMark);
  put(*restored, "own", "life");
  CHECK(rows(*storage).size() == 302);
  CHECK(rows(*storage).front() != kMark);
}

TEST_CASE_METHOD(BackupFixture, "a backup is one moment, while others write",
                 "[storage][sqlite][backup]") {
  fill(4000);
  const auto storage = open();
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  // Both rows change in one transaction, so every snapshot has them equal.
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      auto txn = storage->begin(Mode::write);
      const bool put = (*txn)->put("a", std::to_string(i)).ok() &&
                       (*txn)->put("z", std::to_string(i)).ok() && (*txn)->commit().ok();
      if (put) ++written;
    }
  });
  while (written == 0) std::this_thread::yield();
  for (int i = 0; i < 5; ++i) {
    const std::string target = copy + std::to_string(i);
    const int before = written;
    const Status made = storage->backup(target, kMark);
    INFO((made.ok() ? "" : made.error().message));
    CHECK(made.ok());
    const auto restored = open(target);
    const auto all = rows(*restored);
    CHECK(all.size() == 4003);
    CHECK(all[1].value == all.back().value);
    CHECK(std::stoi(all[1].value) >= before - 1);
  }
  stop = true;
  writer.join();
}

TEST_CASE_METHOD(BackupFixture, "a backup overwrites nothing", "[storage][sqlite][backup]") {
  fill(2);
  const auto storage = open();
  for (const std::string& taken : {copy, copy + ".partial"}) {
    std::ofstream(taken) << "mine";
    const Status refused = storage->backup(copy, kMark);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().errc == Errc::invalid_argument);
    CHECK(std::filesystem::file_size(taken) == 4);
    std::filesystem::remove(taken);
  }
  const Status onto_itself = storage->backup(path, kMark);
  REQUIRE_FALSE(onto_itself.ok());
  CHECK(onto_itself.error().errc == Errc::invalid_argument);
  CHECK(storage->backup(copy, kMark).ok());
}

TEST_CASE_METHOD(BackupFixture, "a backup through a planted symbolic link is refused",
                 "[storage][sqlite][backup]") {
  fill(2);
  const auto storage = open();
  const std::string victim = directory.file("victim");
  for (const std::string& planted : {copy, copy + ".partial"}) {
    REQUIRE(symlink(victim.c_str(), planted.c_str()) == 0);
    CHECK_FALSE(storage->backup(copy, kMark).ok());
    CHECK_FALSE(exists(victim));
    REQUIRE(unlink(planted.c_str()) == 0);
  }
  CHECK(storage->backup(copy, kMark).ok());
}

TEST_CASE_METHOD(BackupFixture, "D03: a backup onto a failing disk leaves nothing behind",
                 "[storage][sqlite][backup][faults]") {
  fill(200);
  const auto storage = open();
  for (int after = 0; after < 6; ++after) {
    const Failing full(faulty_disk().write, ENOSPC, after);
    const Status failed = storage->backup(copy, kMark);
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.error().errc == Errc::storage);
  }
  {
    const Failing broken(faulty_disk().sync, EIO);
    CHECK_FALSE(storage->backup(copy, kMark).ok());
  }
  CHECK_FALSE(storage->backup(directory.file("nowhere/copy.db"), kMark).ok());
  CHECK_FALSE(exists(copy));
  CHECK_FALSE(exists(copy + ".partial"));
  put(*storage, "k", "the store goes on");
  CHECK(storage->backup(copy, kMark).ok());
}

TEST_CASE("a store in memory has nothing to back up", "[storage][backup]") {
  storage::MemoryStorage memory;
  const Status refused = memory.backup("/nowhere/copy.db", kMark);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().errc == Errc::invalid_argument);
}

TEST_CASE_METHOD(BackupFixture, "a healthy database has no damage, nor has its backup",
                 "[storage][sqlite][inspection]") {
  fill(500);
  CHECK(damage().empty());
  REQUIRE(open()->backup(copy, kMark).ok());
  path = copy;
  CHECK(damage().empty());
}

TEST_CASE_METHOD(BackupFixture, "D06: what the two tables disagree about is found",
                 "[storage][sqlite][inspection]") {
  fill(50);
  const std::string large = "(SELECT min(id) FROM large)";
  SECTION("a value that is gone") {
    execute("DELETE FROM large WHERE id = " + large);
    CHECK(damage() == Kinds{"MissingValue"});
  }
  SECTION("a value nobody refers to") {
    execute("INSERT INTO large(value) VALUES(x'00')");
    CHECK(damage() == Kinds{"ValueWithoutKey"});
  }
  SECTION("a value of two keys") {
    execute("INSERT INTO kv(key, value) VALUES(x'61', " + large + ")");
    CHECK(damage() == Kinds{"SharedValue"});
  }
  SECTION("cells of other types") {
    execute("INSERT INTO kv(key, value) VALUES('text', 'text')");
    CHECK(damage() == Kinds{"AlienCell"});
  }
}

TEST_CASE_METHOD(BackupFixture, "D06: overwritten pages of the file are found",
                 "[storage][sqlite][inspection]") {
  fill(3000);
  const auto size = std::filesystem::file_size(path);
  REQUIRE(size > 100 * 4096);
  for (const std::uint64_t page : {20U, 50U, 90U}) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(page * 4096));
    file << std::string(64, '\xff');
  }
  CHECK(damage().contains("FileStructure"));
}

}  // namespace
}  // namespace postern::test
