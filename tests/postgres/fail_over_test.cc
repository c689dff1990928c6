// A primary that dies while engines write, and its synchronous replica in its
// place.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "conformance/storage_cases.h"
#include "postgres/postgres_server.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/transact.h"

namespace postern::test {
namespace {

void wait_for_replica(PostgresServer &primary) {
  primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'");
  primary.ask("SELECT pg_reload_conf()::text");
  while (primary.ask("SELECT count(*)::text FROM pg_stat_replication WHERE "
                     "sync_state = 'sync'") != "1") {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

// An engine that was pointed at a standby is told so, and tries no longer than it takes to be told.
void check_is_read_only(const PostgresServer &standby) {
  const auto opened =
      storage::PostgresStorage::open("postgres:///postgres?user=postern&host=" + standby.host());
  Status written = ok();
  if (opened.ok()) {
    written = storage::transact(**opened, [](storage::Txn &txn) { return txn.put("k", "v"); });
  } else {
    written = opened.error();
  }
  REQUIRE_FALSE(written.ok());
  INFO(written.error().message);
  CHECK(written.error().errc == Errc::storage);
  CHECK_THAT(written.error().message, Catch::Contains("standby"));
}

}  // namespace

TEST_CASE("D11, D15: a fail-over to a synchronous replica loses no acknowledged write") {
  if (PostgresServer::shared() == nullptr) return;
  PostgresServer primary;
  PostgresServer replica(primary);
  wait_for_replica(primary);
  const auto storage = storage::PostgresStorage::open(
                           "postgres:///postgres?user=postern&target_session_attrs=read-write"
                           "&host=" +
                           primary.host() + "," + replica.host())
                           .value();
  check_is_read_only(replica);
  std::atomic<int> acknowledged = 0, unknown = 0;
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      while (!stop) {
        const auto done = storage::transact(*storage, [&](storage::Txn &txn) -> Status {
          POSTERN_TRY(const auto value, txn.get("counter"));
          return txn.put("counter", std::to_string(std::stoi(value.value_or("0")) + 1));
        });
        if (done.ok()) ++acknowledged;
        if (!done.ok() && done.error().errc == Errc::unknown_commit) ++unknown;
      }
    });
  }
  const auto wait_for_more = [&] {
    for (const int before = acknowledged; acknowledged < before + 100;) std::this_thread::yield();
  };
  wait_for_more();
  primary.kill();
  CHECK(replica.ask("SELECT pg_promote()::text") == "true");
  wait_for_more();
  stop = true;
  for (auto &thread : threads) thread.join();
  const int counted = std::stoi(value_now(*storage, "counter").value_or("0"));
  CHECK(counted >= acknowledged);
  CHECK(counted <= acknowledged + unknown);
}

}  // namespace postern::test
