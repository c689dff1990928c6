// Signing keys: made once when first needed, sealed, and gone with their pool.
#include "tokens/key_ring.h"

#include <thread>

#include "token_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct KeyRingFixture : StoreFixture {
  domain::Pool pool = TokenFixture::make_pool(kPoolId);
  tokens::KeyRing ring{store};

  KeyRingFixture() {
    REQUIRE(store.transact([&](domain::Txn& txn) { return domain::save_pool(txn, pool); }).ok());
  }
  bool stored() {
    return store
        .read([](domain::Txn& txn) { return txn.exists(domain::keys::keys(kPoolId)); })
        .value();
  }
};

}  // namespace

TEST_CASE_METHOD(KeyRingFixture, "keys are made when first needed, not when looked for",
                 "[tokens][keys]") {
  CHECK(*ring.find(kPoolId) == nullptr);
  CHECK_FALSE(stored());
  const auto made = ring.find_or_make(kPoolId);
  REQUIRE(made.ok());
  CHECK(stored());
  CHECK(*ring.find(kPoolId) == *made);
  CHECK(*ring.find_or_make(kPoolId) == *made);
}

TEST_CASE_METHOD(KeyRingFixture, "a pool's two keys differ and are named after themselves",
                 "[tokens][keys]") {
  const auto keys = ring.find_or_make(kPoolId).value();
  CHECK(keys->id_key.kid != keys->access_key.kid);
  CHECK(keys->id_key.kid.size() == 44);
  CHECK(keys->id_key.kid.ends_with('='));
  CHECK(keys->id_key.kid == tokens::kid_of(keys->id_key.key.public_key()));
  CHECK(codec::base64url_decode(keys->id_key.header).value() ==
        R"({"kid":")" + keys->id_key.kid + R"(","alg":"RS256"})");
}

TEST_CASE_METHOD(KeyRingFixture, "another engine on the same store has the same keys",
                 "[tokens][keys]") {
  const auto made = ring.find_or_make(kPoolId).value();
  tokens::KeyRing other(store);
  CHECK(other.find(kPoolId).value()->id_key.kid == made->id_key.kid);
  CHECK(other.find_or_make(kPoolId).value()->access_key.kid == made->access_key.kid);
}

TEST_CASE_METHOD(KeyRingFixture, "all who ask at once get the one pair", "[tokens][keys]") {
  tokens::KeyRing other(store);  // As of a second engine: whoever commits first wins.
  std::vector<std::string> kids(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kids.size(); ++i) {
    threads.emplace_back([&, i] {
      auto keys = (i % 2 == 0 ? ring : other).find_or_make(kPoolId);
      if (keys.ok()) kids[i] = (*keys)->id_key.kid;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK_FALSE(kids[0].empty());
  for (const auto& kid : kids) CHECK(kid == kids[0]);
}

TEST_CASE_METHOD(KeyRingFixture, "an unknown pool has no keys and gets none", "[tokens][keys]") {
  CHECK(*ring.find("us-east-1_Nowhere") == nullptr);
  const auto refused = ring.find_or_make("us-east-1_Nowhere");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "ResourceNotFoundException");
  CHECK(refused.error().message == "User pool us-east-1_Nowhere does not exist.");
  CHECK(ring.find_or_make(kPoolId).ok());
}

TEST_CASE_METHOD(KeyRingFixture, "keys die with their pool, also while their row remains",
                 "[tokens][keys]") {
  REQUIRE(ring.find_or_make(kPoolId).ok());
  REQUIRE(store
              .transact([](domain::Txn& txn) -> Status {
                txn.revokes_all();
                return txn.erase(domain::keys::pool(kPoolId));
              })
              .ok());
  REQUIRE(stored());
  CHECK(*ring.find(kPoolId) == nullptr);
  CHECK(ring.find_or_make(kPoolId).error().code == "ResourceNotFoundException");
}

TEST_CASE_METHOD(KeyRingFixture, "a damaged key record is an error, never a new pair",
                 "[tokens][keys]") {
  REQUIRE(ring.find_or_make(kPoolId).ok());
  domain::PoolKeys broken = to_record(shared_keys(0));
  broken.access_key->der.resize(100);
  REQUIRE(store
              .transact([&](domain::Txn& txn) -> Status {
                txn.revokes_all();
                return txn.put(domain::keys::keys(kPoolId), broken);
              })
              .ok());
  CHECK(ring.find(kPoolId).error().errc == Errc::corrupt);
  CHECK(ring.find_or_make(kPoolId).error().errc == Errc::corrupt);
}
