// Access keys: made, listed, found and deleted.
#include "domain/access_keys.h"

#include "support/store_fixture.h"
#include "unit/domain/settings.h"

using namespace postern;
using test::StoreFixture;

namespace {

Result<domain::AccessKey> create(StoreFixture& fixture) {
  return fixture.store.transact([&](domain::Txn& txn) {
    return domain::create_access_key(txn, fixture.random, fixture.clock.now_us());
  });
}

Result<std::optional<Secret>> secret_of(StoreFixture& fixture, std::string_view id) {
  return fixture.store.read(
      [&](domain::Txn& txn) { return domain::find_access_key_secret(txn, id); });
}

}  // namespace

TEST_CASE_METHOD(StoreFixture, "an access key has the form AWS clients expect") {
  const auto key = create(*this);
  REQUIRE(key.ok());
  CHECK(key->id.size() == 20);
  CHECK(key->id.starts_with("AKIA"));
  CHECK(key->secret.size() == 40);
  const auto secret = secret_of(*this, key->id);
  REQUIRE(secret.ok());
  REQUIRE(secret->has_value());
  CHECK((*secret)->view() == key->secret);
}

TEST_CASE_METHOD(StoreFixture, "an unknown access key has no secret, however long its id") {
  for (const auto& id : {std::string("AKIAUNKNOWN"), std::string(), std::string(100'000, 'A')}) {
    const auto secret = secret_of(*this, id);
    REQUIRE(secret.ok());
    CHECK_FALSE(secret->has_value());
  }
}

TEST_CASE_METHOD(StoreFixture, "a deleted access key is gone, the others stay") {
  const auto first = create(*this);
  const auto second = create(*this);
  const auto erase = [&](std::string_view id) {
    return store.transact([&](domain::Txn& txn) { return domain::erase_access_key(txn, id); });
  };
  REQUIRE(erase(first->id).ok());
  CHECK(erase(first->id).error().code == "ResourceNotFoundException");
  CHECK_FALSE(secret_of(*this, first->id)->has_value());
  const auto left = store.read([](domain::Txn& txn) { return domain::list_access_keys(txn); });
  REQUIRE(left->size() == 1);
  CHECK(left->front().id == second->id);
}
