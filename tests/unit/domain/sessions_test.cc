// Sessions, single use and the sweep that removes both.
#include "domain/sessions.h"

#include "domain/keyspace.h"
#include "domain/single_use.h"
#include "domain/sweep.h"
#include "support/store_fixture.h"

using namespace postern;
using namespace postern::domain;

namespace {

constexpr std::string_view kPool = "us-east-1_AbCdEfGhI";

struct SessionsFixture : test::StoreFixture {
  Session add(std::string_view sub, std::string_view id, std::int64_t ttl_s) {
    Session session;
    session.sub = sub;
    session.id = id;
    session.expires_us = store.now_us() + ttl_s * kMicrosPerSecond;
    REQUIRE(store.transact([&](Txn& txn) { return insert_session(txn, kPool, session); }).ok());
    return session;
  }
  std::optional<Session> find(std::string_view sub, std::string_view id) {
    return *store.read([&](Txn& txn) { return find_session(txn, kPool, sub, id); });
  }
  bool spend_once(std::string_view kind, std::string_view id, std::int64_t ttl_s) {
    return *store.transact(
        [&](Txn& txn) { return spend(txn, kind, id, store.now_us() + ttl_s * kMicrosPerSecond); });
  }
  std::size_t rows() {
    auto txn = storage.begin(storage::Mode::read);
    return (*txn)->scan("", "", SIZE_MAX)->size();
  }
};

}  // namespace

TEST_CASE_METHOD(SessionsFixture, "all sessions of one user end at once, nobody else's") {
  add("alice", "one", 100);
  add("alice", "two", 100);
  add("bob", "one", 100);
  const auto before = store.revocations().view(kPool, "alice").generation;
  REQUIRE(store.transact([&](Txn& txn) { return revoke_all_sessions(txn, kPool, "alice"); }).ok());
  CHECK(find("alice", "one")->revoked);
  CHECK(find("alice", "two")->revoked);
  CHECK_FALSE(find("bob", "one")->revoked);
  CHECK(store.revocations().view(kPool, "alice").generation != before);
}

TEST_CASE_METHOD(SessionsFixture, "what is spent is spent for its kind only") {
  CHECK(spend_once("session", "id", 100));
  CHECK_FALSE(spend_once("session", "id", 100));
  CHECK(spend_once("srp", "id", 100));
  CHECK(spend_once("session", "other", 100));
}

TEST_CASE_METHOD(SessionsFixture,
                 "D22: the sweep takes what has expired and nothing else, bounded a time") {
  for (int i = 0; i < 600; ++i) spend_once("session", std::to_string(i), 10);
  spend_once("session", "longer", 20);
  clock.advance_s(10);
  CHECK_FALSE(*sweep_expired(store));  // Refused for its age from this moment; kept until the next.
  CHECK(rows() == 1202);
  clock.advance_us(1);
  CHECK(*sweep_expired(store));
  CHECK(rows() == 1202 - 512);
  CHECK(*sweep_expired(store));
  CHECK_FALSE(*sweep_expired(store));
  CHECK(rows() == 2);
  CHECK_FALSE(spend_once("session", "longer", 20));
}

TEST_CASE_METHOD(SessionsFixture, "a session's row outlives the last token minted from it") {
  add("alice", "one", 100);
  clock.advance_s(100 + 86'400);
  REQUIRE(sweep_expired(store).ok());
  CHECK(find("alice", "one").has_value());
  clock.advance_s(1);
  REQUIRE(sweep_expired(store).ok());
  CHECK_FALSE(find("alice", "one").has_value());
  CHECK(rows() == 0);
}

TEST_CASE_METHOD(SessionsFixture,
                 "a deleted pool's rows go slice by slice, also after a crash between") {
  for (int i = 0; i < 700; ++i) add("alice", std::to_string(i), 100);
  REQUIRE(store.transact([&](Txn& txn) { return txn.put_mark(keys::doomed(kPool)); }).ok());
  REQUIRE(sweep_doomed(store).ok());
  CHECK(find("alice", "1") == std::nullopt);
  clock.advance_s(200'000);
  while (*sweep_expired(store)) {
  }
  CHECK(rows() == 0);
}
