// The database file: what opens, what is refused, who owns it, and what a failing disk leaves.
#include <errno.h>

#include <fstream>

#include "storage/sqlite/schema.h"
#include "unit/storage/faulty_disk.h"
#include "unit/storage/sqlite_file_fixture.h"

namespace postern::test {
namespace {

mode_t permissions_of(const std::string& path) {
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777;
}

TEST_CASE_METHOD(FileFixture, "reopening keeps the rows", "[storage][sqlite]") {
  REQUIRE(put(*open(), "k", "1").ok());
  const auto again = open();
  CHECK(get(*again, "k") == "1");
  CHECK(put(*again, "k", "2").ok());
}

TEST_CASE_METHOD(FileFixture, "opening a store that is there writes nothing", "[storage][sqlite]") {
  REQUIRE(put(*open(), "k", "1").ok());
  const auto bytes = [&] {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const std::string before = bytes();
  {
    const auto again = open();
    CHECK(sizes().second == 0);
    CHECK(get(*again, "k") == "1");
  }
  CHECK(bytes() == before);
}

// A file that has grown before its first bytes reached the disk.
TEST_CASE_METHOD(FileFixture, "D02: a log of zeros is an empty one", "[storage][sqlite]") {
  REQUIRE(put(*open(), "k", "1").ok());
  for (const std::size_t bytes : {32U, 512U, 8192U}) {
    INFO(bytes);
    std::ofstream(path + "-wal", std::ios::binary) << std::string(bytes, '\0');
    REQUIRE(chmod((path + "-wal").c_str(), 0600) == 0);
    const auto again = open();
    CHECK(get(*again, "k") == "1");
    CHECK(put(*again, "k", "1").ok());
  }
}

TEST_CASE_METHOD(FileFixture, "D09: a newer format is refused", "[storage][sqlite]") {
  REQUIRE(put(*open(), "k", "1").ok());
  execute("PRAGMA user_version = " + std::to_string(storage::kFileFormatVersion + 1));
  refuse(Errc::storage, "newer than this program's");
  execute("PRAGMA user_version = " + std::to_string(storage::kFileFormatVersion));
  CHECK(get(*open(), "k") == "1");
}

TEST_CASE_METHOD(FileFixture, "a value that grows and shrinks leaves nothing behind",
                 "[storage][sqlite]") {
  const std::string small(storage::kSmallValueBytesMax, 's');
  const std::string large(storage::kSmallValueBytesMax + 1, 'l');
  const std::string other(4000, 'o');
  const auto large_rows = [&] {
    return SQLite::Database(path).execAndGet("SELECT count(*) FROM large").getInt();
  };
  for (const std::string& value : {small, large, other, std::string(), other, small}) {
    REQUIRE(put(*open(), "k", value).ok());
    CHECK(get(*open(), "k") == value);
    CHECK(large_rows() == (value.size() > storage::kSmallValueBytesMax ? 1 : 0));
  }
  REQUIRE(put(*open(), "k", large).ok());
  {
    const auto storage = open();
    auto txn = storage->begin(Mode::write);
    REQUIRE(txn.ok());
    REQUIRE((*txn)->erase("k").ok());
    REQUIRE((*txn)->commit().ok());
  }
  CHECK(get(*open(), "k") == std::nullopt);
  CHECK(large_rows() == 0);
}

TEST_CASE_METHOD(FileFixture, "D06: a key whose large value is gone is corrupt, not empty",
                 "[storage][sqlite]") {
  REQUIRE(put(*open(), "k", std::string(4000, 'x')).ok());
  execute("DELETE FROM large");
  const auto storage = open();
  auto txn = storage->begin(Mode::read);
  REQUIRE(txn.ok());
  const auto value = (*txn)->get("k");
  REQUIRE_FALSE(value.ok());
  CHECK(value.error().errc == Errc::corrupt);
}

TEST_CASE_METHOD(FileFixture, "D09: a database of another program is refused and left alone",
                 "[storage][sqlite]") {
  execute("CREATE TABLE notes(text); INSERT INTO notes VALUES('mine')");
  refuse(Errc::storage, "another program");
  execute("DROP TABLE notes");
  CHECK(put(*open(), "k", "1").ok());
}

TEST_CASE_METHOD(FileFixture, "a file that is not a database is refused as corrupt",
                 "[storage][sqlite]") {
  std::ofstream(path) << std::string(8192, 'x');
  chmod(path.c_str(), 0600);
  refuse(Errc::corrupt, "not a database");
}

TEST_CASE_METHOD(FileFixture, "D17: a second engine on one file is refused", "[storage][sqlite]") {
  auto first = open();
  refuse(Errc::busy, "Another engine");
  CHECK(holds_in_child([&] {
    const auto opened = SqliteStorage::open(path);
    return !opened.ok() && opened.error().errc == Errc::busy;
  }));
  REQUIRE(put(*first, "k", "1").ok());
  first.reset();
  CHECK(get(*open(), "k") == "1");
}

TEST_CASE_METHOD(FileFixture, "D18: all files are private to their owner", "[storage][sqlite]") {
  const mode_t umask_before = umask(0);
  const auto storage = open();
  CHECK(put(*storage, "k", "1").ok());
  umask(umask_before);
  for (const char* suffix : {"", "-wal", ".lock"}) CHECK(permissions_of(path + suffix) == 0600);
}

TEST_CASE_METHOD(FileFixture, "D18: a file that others may read is refused", "[storage][sqlite]") {
  REQUIRE(put(*open(), "k", "1").ok());
  chmod(path.c_str(), 0644);
  refuse(Errc::storage, "other users");
  chmod(path.c_str(), 0600);
  CHECK(get(*open(), "k") == "1");
}

TEST_CASE_METHOD(FileFixture, "D18: a symbolic or hard link is refused", "[storage][sqlite]") {
  const std::string target = path;
  REQUIRE(put(*open(), "k", "1").ok());
  path = directory.file("link.db");
  REQUIRE(symlink(target.c_str(), path.c_str()) == 0);
  refuse(Errc::storage, "symbolic link");
  REQUIRE(unlink(path.c_str()) == 0);
  REQUIRE(link(target.c_str(), path.c_str()) == 0);
  refuse(Errc::storage, "second name");
  REQUIRE(unlink(path.c_str()) == 0);
  path = target;
  CHECK(get(*open(), "k") == "1");
}

TEST_CASE_METHOD(FileFixture, "D18: a file moved away takes no more writes", "[storage][sqlite]") {
  const auto storage = open();
  REQUIRE(put(*storage, "k", "1").ok());
  const std::string elsewhere = directory.file("elsewhere.db");
  REQUIRE(rename(path.c_str(), elsewhere.c_str()) == 0);
  const Status moved = put(*storage, "k", "2");
  REQUIRE_FALSE(moved.ok());
  CHECK(moved.error().errc == Errc::storage);
  REQUIRE(rename(elsewhere.c_str(), path.c_str()) == 0);
  CHECK(put(*storage, "k", "3").ok());
}

TEST_CASE_METHOD(FileFixture, "C09: a forked child is refused and harms nothing",
                 "[storage][sqlite]") {
  auto storage = open();
  REQUIRE(put(*storage, "k", "1").ok());
  auto begun_before = storage->begin(Mode::write);
  REQUIRE((*begun_before)->put("k", "child").ok());
  CHECK(holds_in_child([&] {
    const auto begun = storage->begin(Mode::read);
    const bool refused = !begun.ok() && begun.error().errc == Errc::busy;
    const bool commit_refused = !(*begun_before)->commit().ok();
    begun_before = internal_error("");
    storage.reset();
    return refused && commit_refused;
  }));
  CHECK(get(*storage, "k") == "1");
  refuse(Errc::busy, "Another engine");
  CHECK(put(*storage, "k", "2").ok());
}

TEST_CASE_METHOD(FileFixture, "D03: a full disk fails the commit, and freeing space heals it",
                 "[storage][sqlite][faults]") {
  const auto storage = open();
  REQUIRE(put(*storage, "k", "1").ok());
  for (int after = 0; after < 6; ++after) {
    const Failing full(faulty_disk().write, ENOSPC, after);
    auto txn = storage->begin(Mode::write);
    REQUIRE((*txn)->put("k", "2").ok());
    REQUIRE((*txn)->put("large", std::string(100'000, 'x')).ok());
    const Status failed = (*txn)->commit();
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.error().errc == Errc::storage);
    CHECK(get(*storage, "k") == "1");
    CHECK(get(*storage, "large") == std::nullopt);
  }
  CHECK(put(*storage, "k", "3").ok());
  CHECK(get(*storage, "k") == "3");
}

TEST_CASE_METHOD(FileFixture, "D03: a failed write leaves no trace after reopening",
                 "[storage][sqlite][faults]") {
  auto storage = open();
  REQUIRE(put(*storage, "k", "1").ok());
  {
    const Failing broken(faulty_disk().write, EIO, 1);
    REQUIRE_FALSE(put(*storage, "k", "2").ok());
  }
  storage.reset();
  CHECK(get(*open(), "k") == "1");
}

TEST_CASE_METHOD(FileFixture, "D03: after a failed fsync the handle refuses writes until reopened",
                 "[storage][sqlite][faults]") {
  auto storage = open();
  REQUIRE(put(*storage, "k", "1").ok());
  {
    const Failing broken(faulty_disk().sync, EIO);
    const Status failed = put(*storage, "k", "2");
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.error().errc == Errc::unknown_commit);
  }
  const Status refused = put(*storage, "k", "3");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().errc == Errc::storage);
  CHECK_THAT(refused.error().message, Catch::Contains("open the database again"));
  CHECK(get(*storage, "k") == "1");
  storage.reset();
  CHECK(put(*open(), "k", "4").ok());
}

TEST_CASE_METHOD(FileFixture, "D03: a failed fsync of a checkpoint is noticed",
                 "[storage][sqlite][faults]") {
  auto storage = open();
  REQUIRE(put(*storage, "k", "1").ok());
  {
    // The commit's own fsync succeeds; the checkpoint that so many pages make due comes after it.
    const Failing broken(faulty_disk().sync, EIO, 1);
    auto txn = storage->begin(Mode::write);
    for (int i = 0; i < 6; ++i) {
      REQUIRE((*txn)->put("large/" + std::to_string(i), std::string(1 << 20, 'x')).ok());
    }
    REQUIRE((*txn)->commit().ok());
  }
  CHECK_FALSE(put(*storage, "k", "2").ok());
  storage.reset();
  const auto again = open();
  CHECK(get(*again, "large/5")->size() == 1 << 20);
  CHECK(put(*again, "k", "3").ok());
}

TEST_CASE_METHOD(FileFixture, "the WAL stays small while rows are written", "[storage][sqlite]") {
  const auto storage = open();
  const std::string value(100'000, 'x');
  for (int i = 0; i < 400; ++i) REQUIRE(put(*storage, std::to_string(i), value).ok());
  struct stat wal {};
  REQUIRE(stat((path + "-wal").c_str(), &wal) == 0);
  CHECK(wal.st_size < 16 << 20);
}

}  // namespace
}  // namespace postern::test
