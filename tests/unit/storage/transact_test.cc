// The retry loop: what commits, what rolls back, what is repeated and what is given up.
#include "storage/transact.h"

#include <catch2/catch.hpp>

#include "conformance/faulty_storage.h"
#include "storage/memory/memory_storage.h"

namespace postern::storage {
namespace {

struct Fixture {
  MemoryStorage storage;

  std::optional<std::string> value(std::string_view key) {
    auto value = read(storage, [&](Txn& txn) { return txn.get(key); });
    REQUIRE(value.ok());
    return *value;
  }

  void write_beside(std::string_view key, std::string_view value) {
    auto txn = storage.begin(Mode::write);
    REQUIRE(((*txn)->put(key, value).ok() && (*txn)->commit().ok()));
  }
};

TEST_CASE_METHOD(Fixture, "a value commits and is returned", "[storage][transact]") {
  const auto result = transact(storage, [](Txn& txn) -> Result<int> {
    POSTERN_CHECK(txn.put("k", "1"));
    return 42;
  });
  REQUIRE(result.ok());
  CHECK(*result == 42);
  CHECK(value("k") == "1");
}

TEST_CASE_METHOD(Fixture, "an error rolls back", "[storage][transact]") {
  const auto result = transact(storage, [](Txn& txn) -> Outcome<int> {
    POSTERN_CHECK(txn.put("k", "1"));
    return reject("LimitExceededException", "No.");
  });
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == "LimitExceededException");
  CHECK(value("k") == std::nullopt);
}

TEST_CASE_METHOD(Fixture, "a committed refusal leaves its trace and refuses",
                 "[storage][transact]") {
  const auto refused = transact(storage, [](Txn& txn) -> Outcome<int> {
    POSTERN_CHECK(txn.put("failures", "1"));
    return commit_then_refuse(not_authorized("Incorrect username or password."));
  });
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "NotAuthorizedException");
  CHECK(value("failures") == "1");

  const auto accepted = transact(storage, [](Txn& txn) -> Outcome<int> {
    POSTERN_CHECK(txn.erase("failures"));
    return 7;
  });
  REQUIRE(accepted.ok());
  CHECK(*accepted == 7);
  CHECK(value("failures") == std::nullopt);
}

TEST_CASE_METHOD(Fixture, "after a conflict the body runs again on a fresh snapshot",
                 "[storage][transact]") {
  int runs = 0;
  const auto result = transact(storage, [&](Txn& txn) -> Result<std::string> {
    POSTERN_TRY(const auto before, txn.get("k"));
    if (++runs <= 2) write_beside("k", std::to_string(runs));
    POSTERN_CHECK(txn.put("k", "mine"));
    return before.value_or("none");
  });
  REQUIRE(result.ok());
  CHECK(*result == "2");
  CHECK(runs == 3);
}

TEST_CASE_METHOD(Fixture, "endless conflicts end in a conflict and no effect",
                 "[storage][transact]") {
  int runs = 0;
  const auto result = transact(storage, [&](Txn& txn) -> Status {
    POSTERN_CHECK(txn.get("k").ok() ? ok() : Status(internal_error("")));
    write_beside("k", std::to_string(++runs));
    return txn.put("mine", "1");
  });
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().errc == Errc::conflict);
  CHECK(result.error().code == "ConcurrentModificationException");
  CHECK(runs == limits::kConflictRetriesMax + 1);
  CHECK(value("mine") == std::nullopt);
}

TEST_CASE_METHOD(Fixture, "D14: an unknown commit is reported and not repeated",
                 "[storage][transact]") {
  test::FaultyStorage faulty(storage);
  faulty.fail_call(3, Errc::unknown_commit);  // begin, put, commit.
  int runs = 0;
  const auto result = transact(faulty, [&](Txn& txn) {
    ++runs;
    return txn.put("k", "1");
  });
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().errc == Errc::unknown_commit);
  CHECK(runs == 1);
  CHECK(value("k") == "1");
}

TEST_CASE_METHOD(Fixture, "D03: a failure of any call reaches the caller and leaves nothing",
                 "[storage][transact]") {
  const auto body = [](Txn& txn) -> Status {
    POSTERN_TRY(const auto rows, txn.scan("", "", 10));
    POSTERN_TRY(const auto value, txn.get("k"));
    POSTERN_CHECK(txn.put("k", "1"));
    return txn.erase("other");
  };
  test::FaultyStorage faulty(storage);
  int failures = 0;
  for (int k = 1;; ++k) {
    faulty.fail_call(k);
    const auto result = transact(faulty, body);
    if (!faulty.has_failed()) break;
    ++failures;
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().errc == Errc::storage);
    CHECK(value("k") == std::nullopt);
  }
  CHECK(failures == 6);
  CHECK(value("k") == "1");
}

TEST_CASE_METHOD(Fixture, "D24: a transaction in a transaction is refused", "[storage][transact]") {
  const auto increment = [](Txn& txn) { return txn.put("inner", "1"); };
  const auto outer =
      transact(storage, [&](Txn&) -> Status { return transact(storage, increment); });
  REQUIRE_FALSE(outer.ok());
  CHECK(outer.error().errc == Errc::internal);
  CHECK(value("inner") == std::nullopt);
  CHECK(transact(storage, increment).ok());
}

TEST_CASE_METHOD(Fixture, "D24: an exception in the body rolls back", "[storage][transact]") {
  const auto body = [](Txn& txn) -> Status {
    POSTERN_CHECK(txn.put("k", "1"));
    throw std::bad_alloc();
  };
  CHECK_THROWS_AS(transact(storage, body), std::bad_alloc);
  CHECK(value("k") == std::nullopt);
  CHECK(transact(storage, [](Txn& txn) { return txn.put("k", "2"); }).ok());
}

TEST_CASE_METHOD(Fixture, "read() refuses writes", "[storage][transact]") {
  const auto result = read(storage, [](Txn& txn) { return txn.put("k", "1"); });
  CHECK_FALSE(result.ok());
  CHECK(value("k") == std::nullopt);
}

}  // namespace
}  // namespace postern::storage
