// Every call SQLite makes to the system fails in turn, once and for good: errors are clear, nothing
// acknowledged is lost, and all goes on when the disk is well again.
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>

#include "storage/sqlite/sqlite_storage.h"
#include "storm/faulty_vfs.h"
#include "storm/options.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::Row;
using storage::SqliteStorage;
using storage::Storage;
using Model = std::map<std::string, std::string>;

const Row kMark{"mark", "1234567"};  // Of copies.

struct Kind {
  const char* name;
  IoFault fault;
};

constexpr Kind kKinds[] = {{"error", IoFault::error},
                           {"full", IoFault::full},
                           {"short write", IoFault::short_write},
                           {"sync", IoFault::sync}};

// One transaction: what it leaves of the rows.
struct Change {
  std::string_view key;
  std::size_t size;  // Of its new value; 0: erased.
};
using Script = std::vector<std::vector<Change>>;

// Small and large values, one that changes from one to the other, and rows that go.
const Script kEveryKind = {{{"small", 20}, {"large", 3000}},
                           {{"small", 21}, {"grows", 100}},
                           {{"grows", 9000}, {"large", 0}},
                           {{"shrinks", 30'000}},
                           {{"shrinks", 10}, {"small", 0}, {"new", 160}},
                           {{"new", 161}}};
// So many pages that the last one brings a checkpoint while the store is open.
const Script kCheckpoint = {{{"bulk", 1'500'000}},
                            {{"bulk", 1'500'001}},
                            {{"bulk", 1'500'002}},
                            {{"bulk", 700}},
                            {{"small", 22}}};

class Disk {
 public:
  Disk() : path_(directory_.file("data.db")) {
    auto opened = SqliteStorage::open(path_);
    REQUIRE(opened.ok());
    for (const auto& change : {Change{"small", 10}, Change{"large", 5000}}) {
      REQUIRE(commit(**opened, {change}).ok());
    }
    possible_ = {committed_};
  }

  // Opens, works and closes while calls fail. Every error is one that a caller understands.
  void work(const Script& script) {
    auto opened = SqliteStorage::open(path_);
    if (!opened.ok()) return check_error(opened.error());
    for (const auto& changes : script) {
      const Status done = commit(**opened, changes);
      if (!done.ok()) check_error(done.error());
    }
    check_reading(**opened);
    copy(**opened);
    const auto damages = (*opened)->inspect();
    if (damages.ok()) CHECK(damages->empty());
    FaultyVfs::instance().heal();
    check_goes_on(**opened);
  }

  // After all is closed, and the disk is well.
  void check_reopened() {
    auto opened = SqliteStorage::open(path_);
    INFO((opened.ok() ? std::string() : opened.error().message));
    REQUIRE(opened.ok());
    const auto rows = rows_of(**opened);
    REQUIRE(rows);
    CHECK(is_possible(*rows));
    const auto damages = (*opened)->inspect();
    CHECK((damages.ok() && damages->empty()));
    committed_ = *rows;
    possible_ = {committed_};
    CHECK(commit(**opened, {{"after", 200}}).ok());
    CHECK(rows_of(**opened) == committed_);
  }

 private:
  static void check_error(const Error& error) {
    INFO(error.message);
    CHECK(error.code == "InternalErrorException");
    CHECK((error.errc == Errc::storage || error.errc == Errc::unknown_commit));
    CHECK(error.message.size() > 10);
  }

  static Result<Model> read(Storage& storage) {
    POSTERN_TRY(const auto txn, storage.begin(Mode::read));
    POSTERN_TRY(const auto rows, txn->scan("", "", SIZE_MAX));
    Model model;
    for (const Row& row : rows) model[row.key] = row.value;
    return model;
  }

  static std::optional<Model> rows_of(Storage& storage) {
    auto rows = read(storage);
    if (!rows.ok()) return std::nullopt;
    return std::move(rows).value();
  }

  Status commit(Storage& storage, const std::vector<Change>& changes) {
    Model next = committed_;
    auto begun = storage.begin(Mode::write);
    if (!begun.ok()) return begun.error();
    for (const Change& change : changes) {
      const std::string key(change.key),
          value(change.size, static_cast<char>('a' + ++letters_ % 26));
      // Reading first, as every operation does.
      const auto before = (*begun)->get(key);
      if (!before.ok()) return before.error();
      POSTERN_CHECK(value.empty() ? (*begun)->erase(key) : (*begun)->put(key, value));
      value.empty() ? static_cast<void>(next.erase(key)) : static_cast<void>(next[key] = value);
    }
    const Status done = (*begun)->commit();
    // "Unknown" may turn out to have happened; an error says that it did not.
    if (done.ok()) possible_ = {next};
    if (done.ok()) committed_ = next;
    if (!done.ok() && done.error().errc == Errc::unknown_commit) possible_.push_back(next);
    return done;
  }

  // A read that succeeds is right, also between failures. What is unknown is not visible yet.
  void check_reading(Storage& storage) {
    const auto rows = read(storage);
    if (!rows.ok()) return check_error(rows.error());
    CHECK(*rows == committed_);
  }

  void copy(Storage& storage) {
    const std::string to = directory_.file("copy-" + std::to_string(++copies_) + ".db");
    const Status copied = storage.backup(to, kMark);
    if (!copied.ok()) {
      CHECK_FALSE(std::filesystem::exists(to));
      return check_error(copied.error());
    }
    FaultyVfs::instance().heal();  // What is being tested is the copy, not its reading.
    auto opened = SqliteStorage::open(to);
    REQUIRE(opened.ok());
    Model expected = committed_;
    expected[kMark.key] = kMark.value;
    CHECK(rows_of(**opened) == expected);
  }

  // The same handle, now that nothing fails: it reads what it read, and writes unless it says that
  // it is to be opened again.
  void check_goes_on(Storage& storage) {
    CHECK(rows_of(storage) == committed_);
    const Status done = commit(storage, {{"healed", 50}});
    if (done.ok()) {
      CHECK(rows_of(storage) == committed_);
    } else {
      CHECK_THAT(done.error().message, Catch::Contains("open the database again"));
    }
  }

  [[nodiscard]] bool is_possible(const Model& rows) const {
    return std::find(possible_.begin(), possible_.end(), rows) != possible_.end();
  }

  TemporaryDirectory directory_;
  std::string path_;
  Model committed_;
  std::vector<Model> possible_;  // The last acknowledged state, and unknown commits since.
  int letters_ = 0;
  int copies_ = 0;
};

// True when the fault was met.
bool run_with(const Kind& kind, int nth, bool sticky, const Script& script) {
  INFO(kind.name << ", call " << nth << (sticky ? " and all later ones" : ""));
  FaultyVfs& vfs = FaultyVfs::instance();
  Disk disk;
  vfs.fail(kind.fault, nth, sticky);
  disk.work(script);
  vfs.heal();
  const bool failed = vfs.has_failed();
  disk.check_reopened();
  return failed;
}

// Every call up to the first that is not made any more; `stride` leaves some out.
int fail_at_every_step(const Script& script, int stride) {
  int failures = 0;
  for (const Kind& kind : kKinds) {
    for (const bool sticky : {false, true}) {
      for (int nth = 1; run_with(kind, nth, sticky, script); nth += stride) ++failures;
    }
  }
  return failures;
}

}  // namespace

TEST_CASE("D03: EIO, a full disk, short writes and failed fsyncs at every step, once and for good",
          "[faults]") {
  FaultyVfs::instance();
  const int failures = fail_at_every_step(kEveryKind, 1);
  CHECK(failures > 200);
  report("faults: %d calls of a store's life failed in turn", failures);
}

TEST_CASE("D03: the same while a checkpoint runs", "[faults]") {
  FaultyVfs::instance();
  // Thousands of calls: all of them in the long version.
  const int stride = storm_options().count > 0 ? 1 : 211;
  const int failures = fail_at_every_step(kCheckpoint, stride);
  CHECK(failures > 20);
  report("faults: %d calls of a life with checkpoints failed in turn", failures);
}

}  // namespace postern::test
