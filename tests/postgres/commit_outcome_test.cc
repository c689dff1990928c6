// A commit whose answer was lost is looked up, never guessed.
#include "storage/postgres/commit_outcome.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "conformance/storage_cases.h"
#include "postgres/postgres_server.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/transact.h"

namespace postern::test {
namespace {

using storage::Call;
using storage::Connection;
using storage::ConnectionPool;
using storage::Libpq;
namespace statements = storage::statements;

constexpr std::string_view kId = "sixteen bytes id";

// A session that has written under kId and may still be alive when its owner has lost it.
struct LostCommit {
  PostgresServer& server;
  std::unique_ptr<storage::PostgresStorage> storage =
      storage::PostgresStorage::open(server.fresh_url()).value();
  ConnectionPool pool{**Libpq::load(), server.url(), 4};
  std::unique_ptr<Connection> session = pool.make().value();

  explicit LostCommit(PostgresServer& on) : server(on) {}

  bool run(const Call& call) const { return !session->run({&call, 1}).failure; }
  void write() const {
    REQUIRE(run(statements::kBeginWrite));
    REQUIRE(run({statements::kPut, {"k", "1"}}));
    REQUIRE(run({statements::kNoteCommit, {kId}}));
  }
  Status resolve() { return storage::resolve_commit(pool, kId); }
};

}  // namespace

TEST_CASE("a commit that happened is found, however often one asks") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  LostCommit lost(*server);
  lost.write();
  REQUIRE(lost.run(statements::kCommit));
  for (int i = 0; i < 2; ++i) require_ok(lost.resolve());
  CHECK(value_now(*lost.storage, "k") == "1");
}

TEST_CASE("a commit that was found not to have happened never happens, however often one asks") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  LostCommit lost(*server);
  for (int i = 0; i < 2; ++i) require_conflict(lost.resolve());
  // Its session was slow, and goes on only now.
  REQUIRE(lost.run(statements::kBeginWrite));
  REQUIRE(lost.run({statements::kPut, {"k", "1"}}));
  CHECK_FALSE(lost.run({statements::kNoteCommit, {kId}}));
  lost.session->roll_back();
  CHECK(value_now(*lost.storage, "k") == std::nullopt);
}

TEST_CASE("who asks about a commit that is under way waits for its end") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  for (const bool commits : {true, false}) {
    LostCommit lost(*server);
    lost.write();
    Status answer = ok();
    std::thread asking([&] { answer = lost.resolve(); });
    // Until the database says that somebody waits for the session.
    while (server->ask("SELECT count(*)::text FROM pg_locks WHERE NOT granted") == "0") {
      std::this_thread::yield();
    }
    if (commits) {
      CHECK(lost.run(statements::kCommit));
    } else {
      lost.session.reset();
    }
    asking.join();
    CHECK(answer.ok() == commits);
    CHECK((value_now(*lost.storage, "k") == "1") == commits);
  }
}

TEST_CASE("D11: increments are each counted once while the server crashes again and again") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  const auto storage = storage::PostgresStorage::open(server->fresh_url()).value();
  std::atomic<int> acknowledged = 0, unknown = 0;
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      while (!stop) {
        const auto done = storage::transact(*storage, [&](storage::Txn& txn) -> Status {
          POSTERN_TRY(const auto value, txn.get("counter"));
          return txn.put("counter", std::to_string(std::stoi(value.value_or("0")) + 1));
        });
        if (done.ok()) ++acknowledged;
        if (!done.ok() && done.error().errc == Errc::unknown_commit) ++unknown;
      }
    });
  }
  for (int crash = 0; crash < 4; ++crash) {
    for (const int before = acknowledged; acknowledged < before + 50;) std::this_thread::yield();
    server->kill();
    server->start();
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  const int counted = std::stoi(value_now(*storage, "counter").value_or("0"));
  CHECK(counted >= acknowledged);
  CHECK(counted <= acknowledged + unknown);
}

}  // namespace postern::test
