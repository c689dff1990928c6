// The shared store keeps the contract on a real PostgreSQL, and loses nothing when contact is lost.
#include "storage/postgres/postgres_storage.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "conformance/storage_cases.h"
#include "conformance/storage_conformance.h"
#include "postgres/postgres_server.h"
#include "storage/transact.h"

namespace postern::test {
namespace {

using storage::PostgresStorage;
using storage::Row;
using storage::Txn;

std::unique_ptr<PostgresStorage> open_storage(const std::string& url) {
  auto opened = PostgresStorage::open(url);
  INFO((opened.ok() ? std::string() : opened.error().message));
  REQUIRE(opened.ok());
  return std::move(opened).value();
}

TEST_CASE("PostgreSQL storage keeps the storage contract", "[conformance]") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  run_storage_conformance({.name = "postgres",
                           .make_empty = [&] { return open_storage(server->fresh_url()); },
                           .order = SerialOrder::any});
}

TEST_CASE("D12: single use has one winner among two stores on one database") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  const auto first = open_storage(server->fresh_url()), second = open_storage(server->url());
  for (int round = 0; round < 20; ++round) {
    write_rows(*first, {{"code", "unused"}});
    std::atomic<int> winners = 0, failed = 0, ready = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&, i] {
        for (++ready; ready < 6;) std::this_thread::yield();
        const auto won = storage::transact(i % 2 ? *first : *second, [](Txn& txn) -> Result<bool> {
          POSTERN_TRY(const auto code, txn.get("code"));
          if (code) POSTERN_CHECK(txn.erase("code"));
          return code.has_value();
        });
        if (!won.ok()) ++failed;
        if (won.ok() && *won) ++winners;
      });
    }
    for (auto& thread : threads) thread.join();
    REQUIRE(failed == 0);
    REQUIRE(winners == 1);
  }
}

TEST_CASE("a database written by a newer version is refused") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  open_storage(server->fresh_url());
  server->ask("UPDATE postern_meta SET value = '2'");
  const auto refused = PostgresStorage::open(server->url());
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "The database was written by a newer version of this library.");
  server->ask("UPDATE postern_meta SET value = '1'");
  open_storage(server->url());
}

TEST_CASE("engines that make the tables at once all succeed") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  const std::string url = server->fresh_url();
  std::atomic<int> opened = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { opened += PostgresStorage::open(url).ok() ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  CHECK(opened == 8);
}

TEST_CASE("a session that the server ended while idle is replaced unnoticed") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  const auto storage = open_storage(server->fresh_url());
  write_rows(*storage, {{"k", "1"}});
  REQUIRE(server->end_sessions() > 0);
  CHECK(value_now(*storage, "k") == "1");
  REQUIRE(server->end_sessions() > 0);
  write_rows(*storage, {{"k", "2"}});
  CHECK(value_now(*storage, "k") == "2");
}

TEST_CASE("a session that the server ends in the middle of a transaction: nothing happened") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  const auto storage = open_storage(server->fresh_url());
  write_rows(*storage, {{"k", "1"}});
  for (const bool at_commit : {false, true}) {
    const auto txn = begin_write(*storage);
    CHECK(value_in(*txn, "k") == "1");
    REQUIRE(server->end_sessions() > 0);
    if (at_commit) {
      require_ok(txn->put("k", "2"));
      require_conflict(txn->commit());
    } else {
      REQUIRE(txn->get("other").error().errc == Errc::conflict);
    }
    CHECK(value_now(*storage, "k") == "1");
  }
}

// Sessions die at random moments, so now and then between COMMIT and its answer.
TEST_CASE("D11, D15: increments are each counted once while sessions are being ended") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  const auto storage = open_storage(server->fresh_url());
  std::atomic<int> acknowledged = 0, refused = 0, running = 4;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const std::string key = "counter/" + std::to_string(i % 2);
      for (int n = 0; n < 150; ++n) {
        const auto done = storage::transact(*storage, [&](Txn& txn) -> Status {
          POSTERN_TRY(const auto value, txn.get(key));
          return txn.put(key, std::to_string(std::stoi(value.value_or("0")) + 1));
        });
        ++(done.ok() ? acknowledged : refused);
      }
      --running;
    });
  }
  int ended = 0;
  while (running > 0) ended += server->end_sessions();
  for (auto& thread : threads) thread.join();
  CHECK(ended > 0);
  CHECK(acknowledged + refused == 600);
  CHECK(std::stoi(value_now(*storage, "counter/0").value_or("0")) +
            std::stoi(value_now(*storage, "counter/1").value_or("0")) ==
        acknowledged);
}

TEST_CASE("a server that crashed and came back is used again, with all that was acknowledged") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  const auto storage = open_storage(server->fresh_url());
  write_rows(*storage, {{"k", "1"}});
  server->kill();
  const auto failed = begin_read(*storage)->get("k");
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().errc == Errc::storage);
  server->start();
  CHECK(value_now(*storage, "k") == "1");
  write_rows(*storage, {{"k", "2"}});
  CHECK(value_now(*storage, "k") == "2");
}

TEST_CASE("records of commits are forgotten after an hour") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  const auto storage = open_storage(server->fresh_url());
  server->ask(
      "INSERT INTO postern_commit VALUES (gen_random_uuid(), now() - interval '2 hours', true)");
  for (int i = 0; i < 3; ++i) write_rows(*storage, {{"k", "1"}});
  CHECK(server->ask("SELECT count(*)::text FROM postern_commit") == "3");
}

TEST_CASE("a database that nobody answers for is an error that says so") {
  const auto opened = PostgresStorage::open("postgres://127.0.0.1:1/none");
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().errc == Errc::storage);
  CHECK(opened.error().message.starts_with("PostgreSQL: "));
}

}  // namespace
}  // namespace postern::test
