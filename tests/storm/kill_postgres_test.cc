// kill -9 of processes and of PostgreSQL's own, at random: four processes on one database lose
// nothing, and among them everything is good once.
#include <signal.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <charconv>
#include <chrono>
#include <thread>

#include "postgres/postgres_server.h"
#include "storm/kill_cycle.h"
#include "storm/options.h"
#include "support/store_fixture.h"

namespace postern::test {
namespace {

constexpr int kCyclesOfShortVersion = 4;
constexpr std::int64_t kCycleUs = 61 * kMicrosPerSecond;
constexpr std::size_t kProcesses = 4;
constexpr int kThreads = 2;
constexpr std::size_t kLogs = 64;

// Opened again and again: a server that recovers takes no connections.
Result<std::unique_ptr<Engine>> open_when_up(const std::string& url, std::int64_t now_us) {
  auto engine = open_storm_engine(url, now_us);
  for (int left = 600; !engine.ok() && left > 0; --left) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    engine = open_storm_engine(url, now_us);
  }
  return engine;
}

struct SharedStorm {
  PostgresServer& server;
  std::string url = server.fresh_url() + "&postern_connections=4";
  std::mt19937_64 random{storm_options().seed};
  Ledger ledger{kLogs};
  std::int64_t now_us = ManualClock::kStartUs;
  World world = {};
  std::vector<Contest> contests = {};
  std::array<pid_t, kProcesses> processes = {};
  std::size_t logs_used = 0;
  std::size_t processes_killed = 0;
  std::size_t sessions_ended = 0;
  std::size_t backends_killed = 0;
  Tally tally = {};

  explicit SharedStorm(PostgresServer& on) : server(on) {}

  std::unique_ptr<Engine> open() {
    auto engine = open_when_up(url, now_us);
    INFO((engine.ok() ? std::string() : engine.error().message));
    REQUIRE(engine.ok());
    return std::move(engine).value();
  }

  void prepare(Engine& engine, int cycle) {
    ledger.clear();
    Witness witness(ledger.log(0));
    Life life(engine, world, witness, random());
    contests.clear();
    for (const char* which : {"a", "b"}) {
      for (Contest& contest : life.contests_of("contest-" + std::to_string(cycle) + which)) {
        contests.push_back(std::move(contest));
      }
    }
    REQUIRE(contests.size() == 8);
    ledger.clear();
    logs_used = 0;
  }

  void start(std::size_t which, int cycle) {
    const Workers workers{.open = [this] { return open_when_up(url, now_us); },
                          .world = world,
                          .contests = contests,
                          .ledger = ledger,
                          .name = std::to_string(cycle) + "-" + std::to_string(logs_used),
                          .first_log = logs_used,
                          .threads = kThreads,
                          .seed = random()};
    processes[which] = workers.start();
    logs_used += kThreads;
  }

  std::string some_session() {
    return server
        .try_ask(
            "SELECT pid::text FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1")
        .value_or("");
  }

  void do_harm(int cycle) {
    const auto harm = random() % 16;
    if (harm < 6 && logs_used + kThreads <= kLogs) {
      const std::size_t which = random() % kProcesses;
      REQUIRE(kill_workers(processes[which]));
      ++processes_killed;
      start(which, cycle);
    } else if (const std::string session = some_session(); !session.empty()) {
      if (harm == 15) {  // The server takes it for a crash: all sessions end, and it recovers.
        pid_t backend = 0;
        std::from_chars(session.data(), session.data() + session.size(), backend);
        if (backend > 0 && kill(backend, SIGKILL) == 0) ++backends_killed;
      } else if (server.try_ask("SELECT pg_terminate_backend(" + session + ")::text") == "true") {
        ++sessions_ended;
      }
    }
  }

  void run_and_kill(int cycle) {
    for (std::size_t which = 0; which < kProcesses; ++which) start(which, cycle);
    for (auto left = 5 + random() % 10; left > 0; --left) {
      const std::size_t before = ledger.count();
      const auto wanted = before + random() % 60;
      for (int waits = 2000; ledger.count() < wanted && waits > 0; --waits) usleep(500);
      do_harm(cycle);
    }
    for (const pid_t process : processes) {
      REQUIRE(kill_workers(process));
      ++processes_killed;
    }
  }
};

}  // namespace

TEST_CASE(
    "D01, D11, D12, D14: four processes on one PostgreSQL lose nothing and use nothing twice, "
    "though they and its sessions are killed",
    "[shared]") {
  PostgresServer* const server = PostgresServer::shared();
  if (server == nullptr) return;
  SharedStorm storm(*server);
  const int cycles = storm_options().count_or(kCyclesOfShortVersion);
  {
    const auto engine = storm.open();
    auto made = make_world(*engine);
    REQUIRE(made.ok());
    storm.world = std::move(made).value();
    storm.prepare(*engine, 0);
  }
  for (int cycle = 1; cycle <= cycles; ++cycle) {
    storm.run_and_kill(cycle);
    storm.now_us += kCycleUs;
    const auto engine = storm.open();
    storm.tally.add(*engine, read_claims(storm.ledger, storm.contests));
    for (std::string& text : damage_in(*engine)) {
      storm.tally.broken.push_back("damage: " + std::move(text));
    }
    INFO("cycle " << cycle);
    for (const std::string& text : storm.tally.broken) UNSCOPED_INFO(text);
    REQUIRE(storm.tally.broken.empty());
    storm.prepare(*engine, cycle);
  }
  CHECK(storm.tally.contests_won > static_cast<std::size_t>(cycles));
  report(
      "shared: %d cycles, %zu processes killed, %zu sessions ended, %zu backends killed; %zu "
      "acknowledged effects all there, %zu used up and refused, %zu of them fought over, %zu calls "
      "failed",
      cycles, storm.processes_killed, storm.sessions_ended, storm.backends_killed,
      storm.tally.acknowledged, storm.tally.spent, storm.tally.contests_won, storm.tally.failed);
}

}  // namespace postern::test
