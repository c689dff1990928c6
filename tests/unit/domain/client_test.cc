// App clients: defaults, flows, lifetimes, secrets, and clients in the store.
#include "domain/client.h"

#include "support/store_fixture.h"
#include "unit/domain/settings.h"

using namespace postern;
using domain::Client;
using test::fault;
using test::json;
using test::make_client_of;
using test::pool_of;

namespace {

struct Fixture : test::StoreFixture {
  domain::Pool pool = pool_of(R"({"PoolName":"p"})");
  Client client = make_client_of(R"({"ClientName":"c"})");

  Fixture() {
    REQUIRE(store.transact([&](domain::Txn& txn) { return domain::save_pool(txn, pool); }).ok());
  }
  void save() {
    REQUIRE(
        store.transact([&](domain::Txn& txn) { return domain::save_client(txn, client); }).ok());
  }
  Result<domain::ClientPtr> load(std::string_view pool_id) {
    return store.read(
        [&](domain::Txn& txn) { return domain::load_client(txn, pool_id, client.id); });
  }
};

}  // namespace

TEST_CASE("a client created with a name alone has Cognito's defaults") {
  const Client client = make_client_of(R"({"ClientName":"c"})");
  CHECK(client.name == "c");
  CHECK(client.flows.user_srp);
  CHECK(client.flows.custom);
  CHECK(client.flows.refresh_token);
  CHECK_FALSE(client.flows.user_password);
  CHECK_FALSE(client.flows.admin_user_password);
  CHECK(client.id_token_ttl_s == 3600);
  CHECK(client.refresh_token_ttl_s == 30 * 86'400);
  CHECK(client.auth_session_ttl_s == 180);
  CHECK(client.token_revocation);
  CHECK_FALSE(client.hides_user_existence);
  CHECK_FALSE(client.settings.contains("ExplicitAuthFlows"));
}

TEST_CASE("a client allows exactly the flows it lists") {
  const Client client = make_client_of(
      R"({"ClientName":"c","ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH","ALLOW_USER_AUTH"]})");
  CHECK(client.flows.user_password);
  CHECK(client.flows.user_auth);
  CHECK_FALSE(client.flows.user_srp);
  CHECK_FALSE(client.flows.refresh_token);
}

TEST_CASE("the old flow names add to SRP and refresh, or take SRP away") {
  const Client admin =
      make_client_of(R"({"ClientName":"c","ExplicitAuthFlows":["ADMIN_NO_SRP_AUTH"]})");
  CHECK(admin.flows.admin_user_password);
  CHECK(admin.flows.user_srp);
  CHECK(admin.flows.refresh_token);
  const Client custom =
      make_client_of(R"({"ClientName":"c","ExplicitAuthFlows":["CUSTOM_AUTH_FLOW_ONLY"]})");
  CHECK(custom.flows.custom);
  CHECK_FALSE(custom.flows.user_srp);
}

TEST_CASE("rotation takes the place of the refresh flow") {
  const Client client = make_client_of(
      R"({"ClientName":"c","RefreshTokenRotation":{"Feature":"ENABLED",
          "RetryGracePeriodSeconds":30}})");
  CHECK(client.rotates_refresh_tokens);
  CHECK(client.rotation_grace_s == 30);
  CHECK_FALSE(client.flows.refresh_token);
  CHECK(client.flows.user_srp);
}

TEST_CASE("lifetimes are read in their units, and a refresh token of 0 lives 30 days") {
  const Client client = make_client_of(R"({"ClientName":"c","IdTokenValidity":10,
      "AccessTokenValidity":2,"RefreshTokenValidity":0,"AuthSessionValidity":5,
      "TokenValidityUnits":{"IdToken":"minutes"}})");
  CHECK(client.id_token_ttl_s == 600);
  CHECK(client.access_token_ttl_s == 7200);
  CHECK(client.refresh_token_ttl_s == 30 * 86'400);
  CHECK(client.auth_session_ttl_s == 300);
}

TEST_CASE("an update resets all but the name") {
  const Json present = domain::with_client_defaults(json(R"({"ClientName":"c","IdTokenValidity":2,
      "PreventUserExistenceErrors":"ENABLED","EnableTokenRevocation":false})"));
  const Json updated =
      domain::updated_client_settings(present, json(R"({"AuthSessionValidity":4})"));
  CHECK(updated.get_string("ClientName") == "c");
  CHECK(updated.get_int("AuthSessionValidity") == 4);
  CHECK(updated.get_bool("EnableTokenRevocation"));
  CHECK_FALSE(updated.contains("IdTokenValidity"));
  CHECK_FALSE(updated.contains("PreventUserExistenceErrors"));
}

TEST_CASE("a client without lists reads and writes every attribute that clients may") {
  const auto pool =
      pool_of(R"({"PoolName":"p","Schema":[{"Name":"tier","AttributeDataType":"String"},
      {"Name":"note","AttributeDataType":"String","DeveloperOnlyAttribute":true}]})");
  const Client client = make_client_of(R"({"ClientName":"c"})");
  for (const auto name : {"email", "custom:tier"}) {
    CHECK(client.may_read(pool, name));
    CHECK(client.may_write(pool, name));
  }
  CHECK(client.may_read(pool, "email_verified"));
  CHECK(client.may_read(pool, "sub"));
  CHECK_FALSE(client.may_read(pool, "custom:missing"));
  CHECK_FALSE(client.may_read(pool, "dev:custom:note"));
}

TEST_CASE("A01 A03: no client writes what belongs to the engine or to administrators") {
  const auto pool = pool_of(R"({"PoolName":"p",
      "Schema":[{"Name":"note","AttributeDataType":"String","DeveloperOnlyAttribute":true}]})");
  const Client client = make_client_of(R"({"ClientName":"c"})");
  for (const auto name : {"sub", "identities", "email_verified", "phone_number_verified",
                          "dev:custom:note", "cognito:groups"}) {
    INFO(name);
    CHECK_FALSE(client.may_write(pool, name));
  }
}

TEST_CASE("A02: a client with lists reads and writes what they name and nothing else") {
  const auto pool = pool_of(R"({"PoolName":"p"})");
  const Client client =
      make_client_of(R"({"ClientName":"c","ReadAttributes":["email"],"WriteAttributes":["name"]})");
  CHECK(client.may_read(pool, "email"));
  CHECK_FALSE(client.may_read(pool, "name"));
  CHECK(client.may_read(pool, "sub"));
  CHECK(client.may_write(pool, "name"));
  CHECK_FALSE(client.may_write(pool, "email"));
}

TEST_CASE_METHOD(Fixture, "a client has two secrets at most, and never loses its last") {
  const auto first = domain::add_client_secret(client, random, {}, 5);
  REQUIRE(first.ok());
  CHECK(first->value.size() == 51);
  CHECK(fault(domain::erase_client_secret(client, first->id)) ==
        "InvalidParameterException: The only secret of a user pool client cannot be deleted.");
  const auto second = domain::add_client_secret(client, random, "a_secret_of_the_callers_own", 6);
  REQUIRE(second.ok());
  CHECK(second->value == "a_secret_of_the_callers_own");
  CHECK(domain::add_client_secret(client, random, {}, 7).error().code == "LimitExceededException");
  CHECK(domain::erase_client_secret(client, "unknown").error().code == "ResourceNotFoundException");
  REQUIRE(domain::erase_client_secret(client, first->id).ok());
  REQUIRE(client.secrets.size() == 1);
  CHECK(client.secrets[0].id == second->id);
}

TEST_CASE_METHOD(Fixture, "a saved client loads as it was, by its pool and by its id alone") {
  REQUIRE(domain::add_client_secret(client, random, {}, 5).ok());
  save();
  const auto loaded = load(pool.id);
  REQUIRE(loaded.ok());
  CHECK((*loaded)->settings == client.settings);
  REQUIRE((*loaded)->secrets.size() == 1);
  CHECK((*loaded)->secrets[0].value == client.secrets[0].value);
  const auto anywhere =
      store.read([&](domain::Txn& txn) { return domain::load_client_anywhere(txn, client.id); });
  REQUIRE(anywhere.ok());
  CHECK(anywhere->pool->id == pool.id);
  CHECK(anywhere->client.get() == loaded->get());
}

TEST_CASE_METHOD(Fixture, "A09: a client is not found through another pool") {
  save();
  CHECK(fault(load("us-east-1_other")) ==
        "ResourceNotFoundException: User pool client " + client.id + " does not exist.");
  CHECK(load(pool.id).ok());
}

TEST_CASE_METHOD(Fixture,
                 "an erased client is gone everywhere, and its tokens are doubted at once") {
  save();
  const auto before = store.revocations().view(pool.id, "anybody").generation;
  REQUIRE(store.transact([&](domain::Txn& txn) { return domain::erase_client(txn, client); }).ok());
  CHECK_FALSE(load(pool.id).ok());
  CHECK_FALSE(
      store.read([&](domain::Txn& txn) { return domain::load_client_anywhere(txn, client.id); })
          .ok());
  CHECK(store.revocations().view(pool.id, "anybody").generation > before);
}

TEST_CASE_METHOD(Fixture, "clients are listed in pages by id") {
  for (const char last : std::string("cab")) {
    client.id = std::string(25, 'x') + last;
    save();
  }
  const auto listed = store.read([&](domain::Txn& txn) {
    return domain::list_clients(txn, pool.id, std::string(25, 'x') + "a", 9);
  });
  REQUIRE(listed.ok());
  REQUIRE(listed->size() == 2);
  CHECK((*listed)[0]->id.back() == 'b');
}
