// Compaction: what erased rows took goes back to the file system, and nothing else goes.
#include <SQLiteCpp/SQLiteCpp.h>
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "storage/memory/memory_storage.h"
#include "storage/sqlite/sqlite_storage.h"
#include "storage/transact.h"
#include "support/temporary_directory.h"
#include "unit/storage/faulty_disk.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::Space;
using storage::SqliteStorage;

constexpr std::uint64_t kPageBytes = 4096;
constexpr std::uint64_t kStepPages = 256;

std::string key(int i) {
  return "k" + std::to_string(1'000'000 + i);
}

struct CompactionFixture {
  TemporaryDirectory directory;
  std::string path = directory.file("data.db");
  std::unique_ptr<SqliteStorage> store = open();

  [[nodiscard]] std::unique_ptr<SqliteStorage> open() const {
    auto opened = SqliteStorage::open(path);
    INFO((opened.ok() ? "" : opened.error().message));
    REQUIRE(opened.ok());
    return std::move(opened).value();
  }
  void reopen() {
    store.reset();
    store = open();
  }
  // Rows of 900 bytes, and erases those of them that are not to be kept.
  void put(int from, int to) {
    change(from, to, 1, [](storage::Txn& txn, int i) {
      return txn.put(key(i), std::string(900, static_cast<char>('a' + i % 26)));
    });
  }
  void erase(int from, int to, int step = 1) {
    change(from, to, step, [](storage::Txn& txn, int i) { return txn.erase(key(i)); });
  }
  template <class Change>
  void change(int from, int to, int step, Change&& one) {
    auto txn = store->begin(Mode::write);
    for (int i = from; i < to; i += step) REQUIRE(one(**txn, i).ok());
    REQUIRE((*txn)->commit().ok());
  }
  [[nodiscard]] int count() const {
    auto txn = store->begin(Mode::read);
    auto rows = (*txn)->scan({}, {}, SIZE_MAX);
    REQUIRE(rows.ok());
    for (const auto& row : *rows) REQUIRE(row.value.size() == 900);
    return static_cast<int>(rows->size());
  }
  [[nodiscard]] std::uint64_t file_bytes() const { return std::filesystem::file_size(path); }
  Space compact() {
    for (int i = 0; i < 1000; ++i) {
      const auto space = store->compact(false);
      INFO((space.ok() ? "" : space.error().message));
      REQUIRE(space.ok());
      if (!space->more) return *space;
    }
    FAIL("compaction does not end");
    return {};
  }
  void check_whole(int rows) const {
    CHECK(count() == rows);
    CHECK(store->inspect()->empty());
  }
};

TEST_CASE_METHOD(CompactionFixture, "the room of erased rows goes back, some hundred pages a step",
                 "[storage][sqlite][compaction]") {
  put(0, 10'000);
  reopen();
  const std::uint64_t full = file_bytes();
  erase(100, 10'000);
  std::uint64_t before = store->compact(false)->file_bytes;
  int steps = 1;
  for (bool more = true; more; ++steps) {
    const auto space = store->compact(false);
    REQUIRE(space.ok());
    more = space->more;
    CHECK(before - space->file_bytes <= (kStepPages + 2) * kPageBytes);  // And their maps.
    before = space->file_bytes;
  }
  CHECK(steps > 5);
  CHECK(file_bytes() < full / 20);
  CHECK(file_bytes() == before);
  check_whole(100);
  reopen();
  check_whole(100);
}

TEST_CASE_METHOD(CompactionFixture, "rows are read and written between and during the steps",
                 "[storage][sqlite][compaction]") {
  put(0, 6000);
  erase(0, 5000);
  std::atomic<bool> done{false};
  std::atomic<int> written{0};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; !done; ++i) {
        const auto put = storage::transact(*store, [&](storage::Txn& txn) -> Status {
          POSTERN_CHECK(txn.get(key(5500)));
          return txn.put(key(10'000 + t * 100'000 + i), std::string(900, 'w'));
        });
        put.ok() ? ++written : ++failures;
      }
    });
  }
  for (int i = 0; i < 30; ++i) {
    CHECK(store->compact(false).ok());
    if (i % 10 == 0) CHECK(store->compact(true).ok());
  }
  done = true;
  for (auto& thread : threads) thread.join();
  CHECK(failures == 0);
  compact();
  check_whole(1000 + written);
  reopen();
  check_whole(1000 + written);
}

TEST_CASE_METHOD(CompactionFixture, "pages that are half empty are filled by rewriting",
                 "[storage][sqlite][compaction]") {
  put(0, 6000);
  erase(0, 6000, 2);
  const std::uint64_t compacted = compact().file_bytes;
  const auto rewritten = store->compact(true);
  REQUIRE(rewritten.ok());
  CHECK_FALSE(rewritten->more);
  CHECK(rewritten->file_bytes < compacted * 2 / 3);
  check_whole(3000);
  CHECK(file_bytes() == rewritten->file_bytes);
  reopen();
  check_whole(3000);
}

TEST_CASE_METHOD(CompactionFixture, "a reader keeps its snapshot while pages move",
                 "[storage][sqlite][compaction]") {
  put(0, 3000);
  auto reader = store->begin(Mode::read);
  REQUIRE((*reader)->get(key(0))->has_value());
  erase(0, 2900);
  compact();
  CHECK((*reader)->scan({}, {}, SIZE_MAX)->size() == 3000);
  CHECK(store->compact(true).ok());
  CHECK((*reader)->get(key(2000))->has_value());
  reader->reset();
  put(5000, 5001);
  check_whole(101);
}

TEST_CASE_METHOD(CompactionFixture, "D03: a disk that is full leaves the rows, and room to go on",
                 "[storage][sqlite][compaction]") {
  const bool rewrite = GENERATE(false, true);
  put(0, 2000);
  erase(0, 2000, 2);
  int failures = 0;
  for (int k = 0; k < 3000; k += 1 + k / 3) {
    bool failed = false;
    {
      const Failing full(faulty_disk().write, ENOSPC, k);
      const auto space = store->compact(rewrite);
      failed = !space.ok();
      if (failed) CHECK(space.error().errc == Errc::storage);
    }
    put(3000, 3001);
    if (failed) ++failures;
    check_whole(1001);
    put(100'000, 101'500);
    erase(100'000, 101'500);
  }
  CHECK(failures > 2);
  REQUIRE(store->compact(rewrite).ok());
  check_whole(1001);
}

TEST_CASE_METHOD(CompactionFixture,
                 "D03: after a failed fsync nothing is written, and nothing lost",
                 "[storage][sqlite][compaction]") {
  put(0, 2000);
  erase(0, 1900);
  {
    const Failing failing(faulty_disk().sync, EIO);
    CHECK_FALSE(store->compact(false).ok());
  }
  CHECK_FALSE(store->compact(false).ok());
  reopen();
  compact();
  check_whole(100);
}

TEST_CASE_METHOD(CompactionFixture,
                 "a file of an older make says so, and is compacted once rewritten",
                 "[storage][sqlite][compaction]") {
  put(0, 2000);
  store.reset();
  SQLite::Database(path, SQLite::OPEN_READWRITE)
      .exec("PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM");
  store = open();
  erase(0, 1500);
  const auto refused = store->compact(false);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "This file is of an older make: it has to be rewritten once.");
  CHECK(store->compact(true).ok());
  check_whole(500);
  erase(1500, 1900);
  const std::uint64_t before = file_bytes();
  compact();
  CHECK(file_bytes() < before);
  check_whole(100);
}

TEST_CASE("a store in memory has no room to give back", "[storage][compaction]") {
  storage::MemoryStorage memory;
  const auto refused = memory.compact(false);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().errc == Errc::invalid_argument);
}

// Puts, erases and compacts until it is killed. Rows come in pairs.
[[noreturn]] void churn(const std::string& path, int seed) {
  auto store = SqliteStorage::open(path);
  if (!store.ok()) _exit(1);
  for (int i = seed;; ++i) {
    auto txn = (*store)->begin(Mode::write);
    for (int k = 0; k < 40; ++k) {
      const int at = (i * 97 + k * 13) % 400;
      for (const int half : {at, at + 1000}) {
        const bool put = (i + k) % 3 != 0;
        const Status done =
            put ? (*txn)->put(key(half), std::string(900, 'x')) : (*txn)->erase(key(half));
        if (!done.ok()) _exit(2);
      }
    }
    if (!(*txn)->commit().ok()) _exit(3);
    if (!(*store)->compact(i % 5 == 0).ok()) _exit(4);
  }
}

TEST_CASE_METHOD(CompactionFixture, "D01: killed while it compacts, it loses nothing",
                 "[storage][sqlite][compaction]") {
  store.reset();
  for (int cycle = 0; cycle < 25; ++cycle) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) churn(path, cycle * 1000);
    usleep(8000 + cycle * 1700);
    kill(child, SIGKILL);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    store = open();
    auto txn = store->begin(Mode::read);
    for (int at = 0; at < 400; ++at) {
      CHECK((*txn)->get(key(at))->has_value() == (*txn)->get(key(at + 1000))->has_value());
    }
    txn->reset();
    CHECK(store->inspect()->empty());
    store.reset();
  }
}

}  // namespace
}  // namespace postern::test
