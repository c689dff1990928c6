// Who else has the database file open: other tools, other copies of SQLite, long readers.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <signal.h>

#include <chrono>
#include <ctime>

#include "storage/sqlite/schema.h"
#include "unit/storage/sqlite_file_fixture.h"

namespace postern::test {
namespace {

// Another process that has the file to itself, with a SQLite of its own.
class Holder {
 public:
  explicit Holder(const std::string& path) {
    int ready[2];
    REQUIRE(pipe(ready) == 0);
    child_ = fork();
    if (child_ == 0) {
      SQLite::Database database(path, SQLite::OPEN_READWRITE);
      database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
      _exit(write(ready[1], "x", 1) == 1 && pause() ? 1 : 0);
    }
    char byte = 0;
    REQUIRE(read(ready[0], &byte, 1) == 1);
    close(ready[0]);
    close(ready[1]);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }

 private:
  pid_t child_ = -1;
};

TEST_CASE_METHOD(FileFixture, "D19: descriptors of the file that are closed leave the lock",
                 "[storage][sqlite]") {
  const auto storage = open();
  REQUIRE(put(*storage, "k", "1").ok());
  for (const char* suffix : {"", "-wal", ".lock"}) {
    const int fd = ::open((path + suffix).c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(fd >= 0);
    close(fd);
    CHECK(holds_in_child([&] {
      const auto opened = SqliteStorage::open(path);
      return !opened.ok() && opened.error().errc == Errc::busy;
    }));
  }
  CHECK(put(*storage, "k", "2").ok());
}

TEST_CASE_METHOD(FileFixture, "D19: what is written to a log that was removed is not acknowledged",
                 "[storage][sqlite]") {
  const auto storage = open();
  REQUIRE(put(*storage, "k", "1").ok());
  REQUIRE(put(*storage, "k", "2").ok());
  REQUIRE(unlink((path + "-wal").c_str()) == 0);
  for (const char* value : {"3", "4"}) {
    const Status refused = put(*storage, "k", value);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().errc == Errc::storage);
    CHECK_THAT(refused.error().message, Catch::Contains("Open the database again"));
  }
}

TEST_CASE_METHOD(FileFixture, "D16: a file that another tool holds is refused in time, then opens",
                 "[storage][sqlite]") {
  REQUIRE(put(*open(), "k", "1").ok());
  {
    const Holder holder(path);
    const auto began = std::chrono::steady_clock::now();
    const std::clock_t busy_since = std::clock();
    refuse(Errc::storage, "lock");
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
    CHECK(std::clock() - busy_since < CLOCKS_PER_SEC);  // It waits, and does not spin.
  }
  CHECK(get(*open(), "k") == "1");
}

TEST_CASE_METHOD(FileFixture, "D20: no connection but the writer's writes or checkpoints",
                 "[storage][sqlite]") {
  auto storage = open();
  for (int i = 0; i < 20; ++i) REQUIRE(put(*storage, std::to_string(i), "value").ok());
  const auto before = sizes();
  for (int i = 0; i < 4; ++i) {
    SQLite::Database reader = storage::open_reader_database(path);
    CHECK(reader.execAndGet("SELECT count(*) FROM kv").getInt() == 20);
    CHECK(reader.execAndGet("PRAGMA wal_autocheckpoint").getInt() == 0);
    CHECK_THROWS_AS(reader.exec("DELETE FROM kv"), SQLite::Exception);
  }
  CHECK(sizes() == before);
  storage.reset();
  CHECK(sizes().second == 0);
}

TEST_CASE_METHOD(FileFixture, "D13: a long reader pins the log, and nobody else's view",
                 "[storage][sqlite]") {
  const auto storage = open();
  REQUIRE(put(*storage, "k", "1").ok());
  auto old = storage->begin(Mode::read).value();
  CHECK(old->get("k").value() == "1");
  const std::string value(100'000, 'x');
  for (int i = 0; i < 400; ++i) REQUIRE(put(*storage, std::to_string(i), value).ok());
  REQUIRE(put(*storage, "k", "2").ok());
  CHECK(get(*storage, "k") == "2");
  CHECK(old->get("k").value() == "1");
  const auto pinned = sizes().second;
  CHECK(pinned > 30 << 20);
  old.reset();
  const std::string other(100'000, 'y');
  for (int i = 0; i < 10; ++i) REQUIRE(put(*storage, std::to_string(i), other).ok());
  CHECK(sizes().second <= 16 << 20);
}

}  // namespace
}  // namespace postern::test
