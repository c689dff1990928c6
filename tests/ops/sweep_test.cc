// What has expired, and what deleted pools leave, goes in slices: no call does the work of all.
#include "domain/keyspace.h"
#include "domain/single_use.h"
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

namespace keys = domain::keys;

struct SweepFixture : AuthFixture {
  static constexpr int kMany = 100'000;
  static constexpr std::size_t kSliceRows = 256;

  StoreFixture rows;
  domain::Store store{memory, rows.envelope, rows.clock, rows.random};

  std::size_t count(const std::string& begin, const std::string& end) {
    auto found =
        store.read([&](domain::Txn& txn) { return txn.raw().scan_keys(begin, end, SIZE_MAX); });
    REQUIRE(found.ok());
    return found->size();
  }
  std::size_t count(keys::Prefix prefix) {
    return count(std::string(1, prefix), std::string(1, static_cast<char>(prefix + 1)));
  }
  bool maintain() { return run("postern:RunMaintenance", Json::object()).get_bool("MoreWork"); }

  // Used once, and to be forgotten in a minute, or in a day.
  void use(int from, int to, std::int64_t for_s) {
    const std::int64_t until = engine->now_us() + for_s * kMicrosPerSecond;
    for (int i = from; i < to; i += 1000) {
      REQUIRE(store
                  .transact([&](domain::Txn& txn) -> Status {
                    for (int k = i; k < std::min(i + 1000, to); ++k) {
                      POSTERN_CHECK(domain::spend(txn, "test", std::to_string(k), until));
                    }
                    return ok();
                  })
                  .ok());
    }
  }
};

}  // namespace

TEST_CASE_METHOD(SweepFixture, "D22: a hundred thousand expired rows go a slice at a time",
                 "[ops][sweep]") {
  use(0, kMany, 60);
  use(kMany, kMany + 500, 86'400);
  new_confirmed("alice");
  CHECK_FALSE(maintain());
  REQUIRE(count(keys::kUsed) >= kMany + 500);
  advance_s(61);
  std::size_t before = count(keys::kUsed);
  int calls = 0;
  for (bool more = true; more; ++calls) {
    more = maintain();
    const std::size_t now = count(keys::kUsed);
    CHECK(before - now <= 5 * kSliceRows);  // Every 256th call brings four slices of its own.
    before = now;
    if (calls % 100 == 0) sign_in("alice");
  }
  CHECK(calls > kMany / static_cast<int>(kSliceRows) - 20);
  CHECK(calls < kMany / static_cast<int>(kSliceRows) + 4);
  CHECK(count(keys::kUsed) >= 500);
  CHECK_FALSE(maintain());
  advance_s(86'400);
  while (maintain()) {
  }
  CHECK(count(keys::kUsed) == 0);
}

TEST_CASE_METHOD(SweepFixture, "calls of any kind remove what has expired, some at a time",
                 "[ops][sweep]") {
  use(0, 5000, 60);
  new_user(pool, "alice");
  advance_s(61);
  for (int i = 0; i < 256 * 6; ++i) {
    const std::size_t before = i % 32 == 0 ? count(keys::kUsed) : 0;
    get_user("alice");
    if (i % 32 == 0) CHECK(before - count(keys::kUsed) <= 4 * kSliceRows);
  }
  CHECK(count(keys::kUsed) == 0);
}

TEST_CASE_METHOD(SweepFixture, "a large pool is deleted at once, and its rows go in slices",
                 "[ops][sweep]") {
  run("postern:SetUserPoolSrp", object("UserPoolId", pool).set("Enabled", false));
  for (int i = 0; i < 1000; ++i) new_user(pool, "user" + std::to_string(i));
  const std::string range = keys::pool_range(pool);
  const auto left = [&] { return count(range, storage::prefix_end(range)); };
  const std::size_t all = left();
  REQUIRE(all > 3000);
  run("DeleteUserPool", object("UserPoolId", pool));
  CHECK(refusal("DescribeUserPool", object("UserPoolId", pool)) ==
        "ResourceNotFoundException: User pool " + pool + " does not exist.");
  CHECK(all - left() <= 8 * kSliceRows + 10);  // And those of the pool itself.
  CHECK(left() > 0);
  for (bool more = true; more;) {
    const std::size_t before = left();
    more = maintain();
    CHECK(before - left() <= 2 * kSliceRows);
  }
  CHECK(left() == 0);
  CHECK(count(keys::kDoomed) == 0);
}
