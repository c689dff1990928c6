// Failure counters and quotas: how they count, forget, and are swept.
#include "domain/lockout.h"

#include "domain/guess_budget.h"
#include "domain/keyspace.h"
#include "domain/quota.h"
#include "domain/sweep.h"
#include "support/store_fixture.h"

using namespace postern;
using namespace postern::domain;

namespace {

constexpr std::string_view kPool = "us-east-1_AbCdEfGhI";
constexpr std::string_view kSub = "7f0d9c1e-0000-4000-8000-000000000001";

struct LimitFixture : test::StoreFixture {
  void fail(std::string_view sub = kSub) {
    REQUIRE(
        store.transact([&](Txn& txn) { return count_failure(txn, kPool, sub, {}, store.now_us()); })
            .ok());
  }
  void clear() {
    REQUIRE(store.transact([&](Txn& txn) { return clear_failures(txn, kPool, kSub, {}); }).ok());
  }
  bool locked(std::string_view sub = kSub) {
    return !store.read([&](Txn& txn) { return check_lockout(txn, kPool, sub, {}, store.now_us()); })
                .ok();
  }
  bool use(const QuotaRule& rule, std::string_view sub = kSub) {
    return store
        .transact([&](Txn& txn) { return use_quota(txn, kPool, sub, rule, store.now_us()); })
        .ok();
  }
  void guess(std::string_view source) {
    REQUIRE(store
                .transact(
                    [&](Txn& txn) { return count_wrong_guess(txn, kPool, source, store.now_us()); })
                .ok());
  }
  // Whether so many guesses more may be made, the last of which is.
  bool has_budget(std::string_view source, int guesses) {
    for (int i = 1; i < guesses; ++i) guess(source);
    return store
        .read(
            [&](Txn& txn) { return check_guess_budget(txn, kPool, kSub, source, store.now_us()); })
        .ok();
  }
  std::size_t rows() {
    auto txn = storage.begin(storage::Mode::read);
    return (*txn)->scan("", "", SIZE_MAX)->size();
  }
  void sweep() {
    while (*sweep_expired(store)) {
    }
  }
};

}  // namespace

TEST_CASE_METHOD(LimitFixture, "the lock doubles from one second to fifteen minutes") {
  for (int i = 0; i < 4; ++i) fail();
  CHECK_FALSE(locked());
  for (const std::int64_t lock_s : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900}) {
    fail();
    clock.advance_us(lock_s * kMicrosPerSecond - 1);
    CHECK(locked());
    clock.advance_us(1);
    CHECK_FALSE(locked());
  }
  clear();
  for (int i = 0; i < 4; ++i) fail();
  CHECK_FALSE(locked());
}

TEST_CASE_METHOD(LimitFixture,
                 "L01, D21: a clock set back neither locks for long nor frees at once") {
  for (int i = 0; i < 20; ++i) fail();
  CHECK(locked());
  clock.advance_s(-365 * 86'400);
  CHECK_FALSE(locked());  // The lock was for another time.
  fail();
  CHECK(locked());  // The count was not forgotten.
  clock.advance_s(900);
  CHECK_FALSE(locked());
}

TEST_CASE_METHOD(LimitFixture, "D21: a clock set ten years ahead forgets, without overflowing") {
  for (int i = 0; i < 20; ++i) fail();
  clock.advance_s(std::int64_t{10} * 365 * 86'400);
  CHECK_FALSE(locked());
  for (int i = 0; i < 4; ++i) fail();
  CHECK_FALSE(locked());
}

TEST_CASE_METHOD(LimitFixture,
                 "L10: counters of any number of names are swept, and none that is in use") {
  for (int i = 0; i < 500; ++i) fail("name-" + std::to_string(i));
  for (int i = 0; i < 10; ++i) fail();  // Locked for 32 seconds.
  CHECK(rows() == 2 * 501);
  sweep();
  CHECK(rows() == 2 * 501);
  // The hot one goes on failing; every mark but its newest is gone.
  clock.advance_s(899);
  for (int i = 0; i < 6; ++i) fail();
  clock.advance_s(2);
  sweep();
  CHECK(rows() == 2);
  CHECK(locked());
  clock.advance_s(1801);
  sweep();
  CHECK(rows() == 0);
}

TEST_CASE_METHOD(LimitFixture, "L10: a success leaves no mark that would take a later counter") {
  for (int i = 0; i < 3; ++i) fail();
  clear();
  CHECK(rows() == 0);
  clock.advance_s(600);
  for (int i = 0; i < 5; ++i) fail();
  clock.advance_s(400);  // Past the first failures' time.
  sweep();
  fail();  // The sixth, not the first.
  clock.advance_us(2 * kMicrosPerSecond - 1);
  CHECK(locked());
}

TEST_CASE_METHOD(LimitFixture, "a quota counts calls of its kind within an hour") {
  constexpr QuotaRule kRule{"test", 3};
  for (int i = 0; i < 3; ++i) CHECK(use(kRule));
  CHECK_FALSE(use(kRule));
  CHECK(use({"other", 3}));
  CHECK(use(kRule, "another-user"));
  clock.advance_us(3600 * kMicrosPerSecond - 1);
  CHECK_FALSE(use(kRule));
  clock.advance_us(1);
  for (int i = 0; i < 3; ++i) CHECK(use(kRule));
  CHECK_FALSE(use(kRule));
  clock.advance_s(-86'400);  // D21
  CHECK(use(kRule));
}

TEST_CASE_METHOD(LimitFixture, "L10: a quota is swept with its hour") {
  constexpr QuotaRule kRule{"test", 2};
  for (int i = 0; i < 300; ++i) CHECK(use(kRule, "name-" + std::to_string(i)));
  clock.advance_s(3599);
  CHECK(use(kRule));
  CHECK(use(kRule));
  clock.advance_s(2);
  sweep();
  CHECK(rows() == 2);
  CHECK_FALSE(use(kRule));
  clock.advance_s(3600);
  CHECK(use(kRule));  // A new window, with a new mark.
  sweep();
  CHECK(rows() == 2);
  clock.advance_s(3601);
  sweep();
  CHECK(rows() == 0);
}

TEST_CASE_METHOD(LimitFixture,
                 "L10: budgets of any number of addresses are swept when they are whole") {
  for (int i = 0; i < 300; ++i) guess("address-" + std::to_string(i));
  for (int i = 0; i < 100; ++i) guess("hot");
  sweep();
  CHECK(rows() == 2 * (301 + 16));
  clock.advance_s(31);
  sweep();
  CHECK(rows() < 2 * (1 + 16 + 1));
  CHECK_FALSE(has_budget("hot", 2));
  clock.advance_s(3000);
  sweep();
  CHECK(rows() == 0);
}

TEST_CASE_METHOD(LimitFixture,
                 "L07, D21: a clock set back gives an address its budget, and only that") {
  for (int i = 0; i < 150; ++i) guess("source");
  CHECK_FALSE(has_budget("source", 1));
  clock.advance_s(-365 * 86'400);
  CHECK(has_budget("source", 1));
  for (int i = 0; i < 100; ++i) guess("source");
  CHECK_FALSE(has_budget("source", 1));
  clock.advance_s(365 * 86'400);
  CHECK(has_budget("source", 100));
}
