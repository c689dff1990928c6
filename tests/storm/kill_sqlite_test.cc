// kill -9 at random instants on SQLite: what was acknowledged stays, what was used up is used up.
#include <unistd.h>

#include <catch2/catch.hpp>

#include "storm/kill_cycle.h"
#include "storm/options.h"
#include "support/store_fixture.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

constexpr int kCyclesOfShortVersion = 30;
constexpr std::int64_t kCycleUs = 61 * kMicrosPerSecond;  // Quotas and codes of one are past.
constexpr int kThreadsMax = 8;

struct KillStorm {
  TemporaryDirectory directory;
  std::string url = "sqlite:" + directory.file("data.db");
  std::mt19937_64 random{storm_options().seed};
  Ledger ledger{kThreadsMax};
  std::int64_t now_us = ManualClock::kStartUs;
  World world;
  std::vector<Contest> contests;
  std::map<std::string, Call> kept;  // Claims of earlier cycles that hold until the end.
  Tally tally;

  std::unique_ptr<Engine> open() {
    auto engine = open_storm_engine(url, now_us);
    INFO((engine.ok() ? std::string() : engine.error().message));
    REQUIRE(engine.ok());
    return std::move(engine).value();
  }

  void prepare_contests(Engine& engine, int cycle) {
    ledger.clear();
    Witness witness(ledger.log(0));
    Life life(engine, world, witness, random());
    contests = life.contests_of("contest-" + std::to_string(cycle));
    REQUIRE_FALSE(contests.empty());
    ledger.clear();
  }

  // In the first milliseconds, which open and recover; or once some number of claims are made.
  void wait_for_some_instant() {
    const auto wanted = random() % 6 == 0 ? 0 : 1 + random() % 150;
    for (int left = 100'000; ledger.count() < wanted && left > 0; --left) usleep(50);
    usleep(static_cast<useconds_t>(random() % 3000));
  }

  void run_and_kill(int cycle) {
    const Workers workers{.open = [this] { return open_storm_engine(url, now_us); },
                          .world = world,
                          .contests = contests,
                          .ledger = ledger,
                          .name = "user-" + std::to_string(cycle),
                          .first_log = 0,
                          .threads = 4 + static_cast<int>(random() % 5),
                          .seed = random()};
    const pid_t process = workers.start();
    wait_for_some_instant();
    REQUIRE(kill_workers(process));
  }

  // Most users are removed again, so that thousands of cycles have a small store to check.
  void forget_most(Engine& engine, const Claims& claims) {
    const bool keep = random() % 16 == 0;
    for (const auto& [id, call] : claims.holding) {
      if (!id.starts_with("user ")) continue;
      if (keep) {
        kept[id] = call;
        continue;
      }
      REQUIRE(engine.call({.kind = ops::Caller::Kind::host}, "AdminDeleteUser", call.request).ok());
    }
  }

  void check(Engine& engine) {
    const Claims claims = read_claims(ledger, contests);
    tally.add(engine, claims);
    for (const std::string& text : claims.failed) tally.broken.push_back("failed: " + text);
    for (std::string& text : damage_in(engine)) tally.broken.push_back("damage: " + text);
    forget_most(engine, claims);
  }
};

}  // namespace

TEST_CASE_METHOD(KillStorm,
                 "D01, D05, D12: kill -9 at any instant loses nothing that was acknowledged, and "
                 "nothing that was used up is good again",
                 "[kill]") {
  const int cycles = storm_options().count_or(kCyclesOfShortVersion);
  {
    const auto engine = open();
    auto made = make_world(*engine);
    REQUIRE(made.ok());
    world = std::move(made).value();
    prepare_contests(*engine, 0);
  }
  for (int cycle = 1; cycle <= cycles; ++cycle) {
    run_and_kill(cycle);
    now_us += kCycleUs;
    const auto engine = open();
    check(*engine);
    INFO("cycle " << cycle);
    for (const std::string& text : tally.broken) UNSCOPED_INFO(text);
    REQUIRE(tally.broken.empty());
    prepare_contests(*engine, cycle);
  }
  const auto engine = open();
  CHECK(broken_claims(*engine, {.holding = kept}).empty());
  CHECK(tally.acknowledged > static_cast<std::size_t>(cycles));
  report(
      "kill: %d cycles, %zu acknowledged effects all there, %zu used up and refused, "
      "%zu of them fought over",
      cycles, tally.acknowledged, tally.spent, tally.contests_won);
}

}  // namespace postern::test
