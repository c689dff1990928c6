// Pools: defaults, what an update resets and keeps, and pools in the store.
#include "domain/pool.h"

#include "domain/keyspace.h"
#include "support/store_fixture.h"
#include "unit/domain/settings.h"

using namespace postern;
using domain::Pool;
using test::fault;
using test::json;
using test::pool_of;

namespace {

struct Fixture : test::StoreFixture {
  Pool pool = pool_of(R"({"PoolName":"p"})");

  Status save() {
    return store.transact([&](domain::Txn& txn) { return domain::save_pool(txn, pool); });
  }
  Result<domain::PoolPtr> load() {
    return store.read([&](domain::Txn& txn) { return domain::load_pool(txn, pool.id); });
  }
};

}  // namespace

TEST_CASE("a pool created with a name alone has Cognito's defaults") {
  const Pool pool = pool_of(R"({"PoolName":"p"})");
  CHECK(pool.name == "p");
  CHECK(pool.short_name() == "AbCdEfGhI");
  CHECK(pool.case_sensitive);
  CHECK_FALSE(pool.admin_create_only);
  CHECK_FALSE(pool.deletion_protected);
  CHECK(pool.temporary_password_days == 7);
  CHECK(pool.password_policy.length_min == 8);
  CHECK(pool.password_policy.symbols);
  CHECK_FALSE(pool.alias_attributes.any());
  REQUIRE(pool.recovery.size() == 2);
  CHECK(pool.recovery[0].kind == domain::RecoveryOption::Kind::verified_phone_number);
  CHECK(pool.settings.get_string("MfaConfiguration") == "OFF");
  CHECK(pool.settings.get_string("UserPoolTier") == "ESSENTIALS");
  CHECK_FALSE(pool.settings.contains("UsernameConfiguration"));
}

TEST_CASE("a password policy asks only for the classes it names") {
  const Pool pool = pool_of(
      R"({"PoolName":"p","Policies":{"PasswordPolicy":{"MinimumLength":6,
          "RequireNumbers":true}}})");
  CHECK(pool.password_policy.length_min == 6);
  CHECK(pool.password_policy.numbers);
  CHECK_FALSE(pool.password_policy.uppercase);
}

TEST_CASE("the older name of the temporary password's life still works") {
  const Pool pool =
      pool_of(R"({"PoolName":"p","AdminCreateUserConfig":{"UnusedAccountValidityDays":3}})");
  CHECK(pool.temporary_password_days == 3);
}

TEST_CASE("message texts show in their old and their new place") {
  const Json settings = domain::with_pool_defaults(json(R"({"PoolName":"p",
      "EmailVerificationSubject":"hi",
          "VerificationMessageTemplate":{"SmsMessage":"code {####}"}})"));
  CHECK(settings.get_string("SmsVerificationMessage") == "code {####}");
  CHECK(settings.find("VerificationMessageTemplate")->get_string("EmailSubject") == "hi");
}

TEST_CASE("an update resets what it leaves out and keeps what is fixed at creation") {
  const Json present =
      domain::with_pool_defaults(json(R"({"PoolName":"p","MfaConfiguration":"OPTIONAL",
      "DeletionProtection":"ACTIVE","AutoVerifiedAttributes":["email"],
          "UsernameAttributes":["email"],
      "UsernameConfiguration":{"CaseSensitive":false},
      "Schema":[{"Name":"tier","AttributeDataType":"String"}]})"));
  const Json updated = domain::updated_pool_settings(
      present, json(R"({"DeletionProtection":"ACTIVE","AliasAttributes":["email"],"Schema":[]})"));
  CHECK(updated.get_string("PoolName") == "p");
  CHECK(updated.get_string("DeletionProtection") == "ACTIVE");
  CHECK(updated.get_string("MfaConfiguration") == "OFF");
  CHECK_FALSE(updated.contains("AutoVerifiedAttributes"));
  CHECK_FALSE(updated.contains("AliasAttributes"));
  for (const auto kept : {"Schema", "UsernameAttributes", "UsernameConfiguration"}) {
    REQUIRE(updated.find(kept) != nullptr);
    CHECK(*updated.find(kept) == *present.find(kept));
  }
}

TEST_CASE("members the API does not know are not kept") {
  const Json settings = domain::with_pool_defaults(json(
      R"({"PoolName":"p","CustomAttributes":[{"Name":"x"}],"Surprise":1,"LambdaConfig":null})"));
  CHECK_FALSE(settings.contains("CustomAttributes"));
  CHECK_FALSE(settings.contains("Surprise"));
  CHECK(settings.find("LambdaConfig")->is_object());
}

TEST_CASE_METHOD(Fixture, "a saved pool loads as it was") {
  pool.srp_off = true;
  pool.created_us = 7;
  REQUIRE(save().ok());
  const auto loaded = load();
  REQUIRE(loaded.ok());
  CHECK((*loaded)->settings == pool.settings);
  CHECK((*loaded)->srp_off);
  CHECK((*loaded)->created_us == 7);
}

TEST_CASE_METHOD(Fixture, "an unknown pool is refused by name") {
  CHECK(fault(load()) ==
        "ResourceNotFoundException: User pool us-east-1_AbCdEfGhI does not exist.");
}

TEST_CASE_METHOD(Fixture, "a pool is decoded once, and again after every write") {
  REQUIRE(save().ok());
  const auto first = load();
  const auto again = load();
  REQUIRE(again.ok());
  CHECK(first->get() == again->get());
  pool.settings.set("PoolName", "renamed");
  REQUIRE(save().ok());
  CHECK((*load())->name == "renamed");
}

TEST_CASE_METHOD(Fixture,
                 "a transaction sees the pool it has written, others only after the commit") {
  REQUIRE(save().ok());
  pool.settings.set("PoolName", "inside");
  const auto rolled_back = store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(domain::save_pool(txn, pool));
    POSTERN_TRY(const auto inside, domain::load_pool(txn, pool.id));
    CHECK(inside->name == "inside");
    return invalid_parameter("changed my mind");
  });
  CHECK_FALSE(rolled_back.ok());
  CHECK((*load())->name == "p");
}

TEST_CASE_METHOD(Fixture, "D06: a pool's record moved to another key does not open") {
  REQUIRE(save().ok());
  REQUIRE(load().ok());
  const auto moved = store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto sealed, txn.raw().get(domain::keys::pool(pool.id)));
    return txn.raw().put(domain::keys::pool("us-east-1_ZZZZZZZZZ"), *sealed);
  });
  REQUIRE(moved.ok());
  const auto loaded =
      store.read([](domain::Txn& txn) { return domain::load_pool(txn, "us-east-1_ZZZZZZZZZ"); });
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().errc == Errc::corrupt);
}

TEST_CASE_METHOD(Fixture, "pools are listed in pages by id") {
  for (const char last : std::string("cab")) {
    pool.id = std::string("us-east-1_") + last;
    REQUIRE(save().ok());
  }
  const auto page = [&](std::string_view after, std::size_t limit) {
    auto pools =
        store.read([&](domain::Txn& txn) { return domain::list_pools(txn, after, limit); });
    REQUIRE(pools.ok());
    std::string ids;
    for (const auto& item : *pools) ids += item->id.back();
    return ids;
  };
  CHECK(page("", 2) == "ab");
  CHECK(page("us-east-1_b", 2) == "c");
  CHECK(page("us-east-1_c", 2).empty());
}

TEST_CASE_METHOD(Fixture, "an erased pool is gone, its clients with it, and marked for the sweep") {
  domain::Client client = test::make_client_of(R"({"ClientName":"c"})");
  REQUIRE(save().ok());
  REQUIRE(store.transact([&](domain::Txn& txn) { return domain::save_client(txn, client); }).ok());
  const auto before = store.revocations().view(pool.id, "anybody").generation;
  REQUIRE(store.transact([&](domain::Txn& txn) { return domain::erase_pool(txn, pool); }).ok());
  CHECK_FALSE(load().ok());
  CHECK(store.revocations().view(pool.id, "anybody").generation > before);
  const auto found =
      store.read([&](domain::Txn& txn) { return domain::load_client_anywhere(txn, client.id); });
  CHECK(fault(found) ==
        "ResourceNotFoundException: User pool client " + client.id + " does not exist.");
  CHECK(store.read([&](domain::Txn& txn) { return txn.exists(domain::keys::doomed(pool.id)); })
            .value());
}

TEST_CASE("pool ids have the region's name and nine letters or digits") {
  test::SeededRandom random;
  const std::string id = domain::new_pool_id(random, "eu-west-1");
  CHECK(id.size() == std::string("eu-west-1_").size() + 9);
  CHECK(id.starts_with("eu-west-1_"));
  CHECK(id != domain::new_pool_id(random, "eu-west-1"));
}
