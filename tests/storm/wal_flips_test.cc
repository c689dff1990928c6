// Bits that flip in the log that a crash leaves behind: no acknowledged commit is dropped
// unnoticed.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "storage/sqlite/sqlite_storage.h"
#include "storm/options.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::Row;
using storage::SqliteStorage;

constexpr int kFlipsOfShortVersion = 400;
constexpr int kCommits = 40;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(content.data(), static_cast<std::streamsize>(content.size()));
  chmod(path.c_str(), 0600);
}

std::vector<Row> rows_of(storage::Storage& storage) {
  const auto txn = storage.begin(Mode::read);
  return (*txn)->scan({}, {}, SIZE_MAX).value();
}

// As kill -9 leaves it: nothing checkpointed, and the log as long as it goes.
struct Killed {
  TemporaryDirectory directory;
  std::string path = directory.file("data.db");
  std::mt19937_64 random{storm_options().seed};
  std::string file;
  std::string wal;
  std::vector<Row> rows;
  std::vector<Row> rows_before_last;
  std::size_t last_begins_at = 0;  // In the log.

  Killed() {
    const std::string original = directory.file("original.db");
    auto storage = SqliteStorage::open(original).value();
    for (int i = 0; i < kCommits; ++i) {
      if (i == kCommits - 1) {
        rows_before_last = rows_of(*storage);
        last_begins_at = std::filesystem::file_size(original + "-wal");
      }
      const auto txn = storage->begin(Mode::write).value();
      for (int row = 0; row < 3; ++row) {
        REQUIRE(txn->put("key" + std::to_string(random() % 50),
                         std::string(random() % 3000, static_cast<char>('a' + i % 26)))
                    .ok());
      }
      REQUIRE(txn->commit().ok());
    }
    rows = rows_of(*storage);
    file = content_of(original);
    wal = content_of(original + "-wal");
  }

  Result<std::unique_ptr<SqliteStorage>> open_with(const std::string& changed_wal) const {
    write(path, file);
    write(path + "-wal", changed_wal);
    return SqliteStorage::open(path);
  }
};

}  // namespace

TEST_CASE_METHOD(Killed,
                 "D06: a flipped bit in the log of commits is found, or has changed nothing",
                 "[flips]") {
  {
    const auto whole = open_with(wal);
    REQUIRE(whole.ok());
    REQUIRE(rows_of(**whole) == rows);
  }
  const int flips = storm_options().count_or(kFlipsOfShortVersion);
  int found = 0;
  int in_last = 0;
  for (int i = 0; i < flips; ++i) {
    const std::size_t at = random() % wal.size();
    std::string flipped = wal;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
    const auto opened = open_with(flipped);
    INFO("flip " << i << ", byte " << at << " of " << wal.size());
    if (!opened.ok()) {
      CHECK(opened.error().errc == Errc::corrupt);
      ++found;
      continue;
    }
    // Of the last one a crash in the middle of its commit would leave as much.
    const auto now = rows_of(**opened);
    const bool lost_the_last = at >= last_begins_at && now == rows_before_last;
    in_last += lost_the_last ? 1 : 0;
    CHECK((lost_the_last || now == rows));
  }
  CHECK(found > flips / 2);
  report("flips: %d in a log of %zu bytes, %d found, %d in the last commit", flips, wal.size(),
         found, in_last);
}

TEST_CASE_METHOD(Killed, "D01: a log that ends anywhere opens with the commits up to there",
                 "[flips]") {
  for (int i = 0; i < 60; ++i) {
    const auto opened = open_with(wal.substr(0, random() % wal.size()));
    REQUIRE(opened.ok());
    CHECK(rows_of(**opened).size() <= rows.size());
  }
}

}  // namespace postern::test
