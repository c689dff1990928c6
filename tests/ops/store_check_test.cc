// postern:CheckStore: every kind of damage is found and named, and a healthy store is clean.
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <set>

#include "domain/client.h"
#include "domain/user.h"
#include "domain/user_index.h"
#include "ops/auth_fixture.h"
#include "storage/sqlite/sqlite_storage.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

using domain::Reference;
namespace keys = domain::keys;
using Findings = std::set<std::string>;  // "Kind Record"

struct StoreCheckFixture : AuthFixture {
  StoreFixture rows;
  domain::Store store{memory, rows.envelope, rows.clock, rows.random};

  StoreCheckFixture() : AuthFixture(R"({"AliasAttributes":["email"]})") {}

  Findings findings(std::string* text = nullptr) {
    Findings found;
    Json request = Json::object();
    for (;;) {
      const Json answer = run("postern:CheckStore", request);
      if (text != nullptr) *text += answer.find("Findings")->dump();
      for (const Json& finding : answer.find("Findings")->as_array()) {
        found.insert(std::string(finding.get_string("Kind")) + " " +
                     std::string(finding.get_string("Record")));
      }
      if (!answer.contains("NextToken")) return found;
      request = object("NextToken", answer.get_string("NextToken"));
    }
  }

  void new_user_with_email(const std::string& name) {
    run("AdminCreateUser", for_user(name, "MessageAction", "SUPPRESS")
                               .set("UserAttributes", attributes("email", name + "@example.com",
                                                                 "email_verified", "true")));
  }
  void join(std::string_view name, std::string_view group) {
    run("AdminAddUserToGroup", for_user(name, "GroupName", group));
  }

  // Changes rows behind the engine's back.
  void forge(const std::function<Status(domain::Txn&)>& change) {
    REQUIRE(store.transact(change).ok());
  }
  void erase(const std::string& key) {
    forge([&](domain::Txn& txn) -> Status {
      POSTERN_TRY(const bool there, txn.exists(key));
      if (!there) return internal_error("a row to erase is not there");
      return txn.erase(key);
    });
  }
  void refer(const std::string& key, std::string_view sub) {
    forge([&](domain::Txn& txn) {
      Reference reference;
      reference.sub = sub;
      return txn.put(key, reference);
    });
  }
  void mark(const std::string& key) {
    forge([&](domain::Txn& txn) { return txn.put_mark(key); });
  }
  std::string sub_of(std::string_view name) {
    const auto reference = store.read(
        [&](domain::Txn& txn) { return txn.get<Reference>(keys::username(pool, name)); });
    REQUIRE((reference.ok() && *reference));
    return (*reference)->sub;
  }
};

TEST_CASE_METHOD(StoreCheckFixture, "a store of thousands of users, groups and sessions is clean",
                 "[ops][check]") {
  run("postern:SetUserPoolSrp", object("UserPoolId", pool).set("Enabled", false));
  run("CreateGroup", object("UserPoolId", pool, "GroupName", "staff"));
  run("CreateGroup", object("UserPoolId", pool, "GroupName", "gone"));
  for (int i = 0; i < 2500; ++i) new_user_with_email("user" + std::to_string(i));
  for (int i = 0; i < 50; ++i) {
    const std::string name = "user" + std::to_string(i);
    join(name, "staff");
    join(name, "gone");
    run("AdminSetUserPassword", for_user(name, "Password", kPassword).set("Permanent", true));
    sign_in(name);
  }
  run("DeleteGroup", object("UserPoolId", pool, "GroupName", "gone"));
  run("AdminDeleteUser", for_user("user7"));
  run("AdminDisableUser", for_user("user8"));
  run("postern:RenameUser", for_user("user9", "NewUsername", "renamed"));
  CHECK(findings().empty());
}

TEST_CASE_METHOD(StoreCheckFixture, "rows of users and their indexes are checked both ways",
                 "[ops][check]") {
  new_user_with_email("alice");
  new_user_with_email("bob");
  const std::string alice = sub_of("alice");
  const std::string alias = keys::alias(pool, "email", "alice@example.com", 0);
  const std::string index = keys::index(pool, "email", "alice@example.com", alice);
  const std::string no_alias = keys::alias(pool, "email", "nobody@example.com", 0);
  struct Case {
    const char* what;
    std::function<void()> damage;
    Findings expected;
  };
  const std::vector<Case> cases = {
      {"a username that is gone",
       [&] { erase(keys::username(pool, "alice")); },
       {"MissingRow Username"}},
      {"a username of somebody else",
       [&] { refer(keys::username(pool, "alice"), sub_of("bob")); },
       {"MissingRow Username", "StrayRow Username"}},
      {"a username of nobody",
       [&] { refer(keys::username(pool, "carol"), "no-sub"); },
       {"StrayRow Username"}},
      {"an alias that is gone", [&] { erase(alias); }, {"MissingRow Alias"}},
      {"an alias of somebody else",
       [&] { refer(alias, sub_of("bob")); },
       {"MissingRow Alias", "StrayRow Alias"}},
      {"an alias nobody verified", [&] { refer(no_alias, alice); }, {"StrayRow Alias"}},
      {"an index row that is gone", [&] { erase(index); }, {"MissingRow Index"}},
      {"an index row of another value",
       [&] { mark(keys::index(pool, "email", "x@example.com", alice)); },
       {"StrayRow Index"}},
      {"an index row of nobody",
       [&] { mark(keys::index(pool, "name", "Nobody", "no-sub")); },
       {"StrayRow Index"}},
      {"a user who is gone",
       [&] { erase(keys::user(pool, alice)); },
       {"StrayRow Alias", "StrayRow Index", "StrayRow Username", "WrongCount Counter"}},
  };
  CHECK(findings().empty());
  for (const Case& damaged : cases) {
    INFO(damaged.what);
    const auto before = store.read(
        [&](domain::Txn& txn) { return txn.scan_prefix(keys::pool_range(pool), {}, SIZE_MAX); });
    REQUIRE(before.ok());
    damaged.damage();
    std::string text;
    CHECK(findings(&text) == damaged.expected);
    for (const char* secret : {"alice", "example.com", "no-sub"}) {
      CHECK(text.find(secret) == std::string::npos);
    }
    forge([&](domain::Txn& txn) -> Status {
      POSTERN_TRY(const auto now, txn.scan_prefix(keys::pool_range(pool), {}, SIZE_MAX));
      for (const auto& row : now) POSTERN_CHECK(txn.erase(row.key));
      for (const auto& row : *before) POSTERN_CHECK(txn.raw().put(row.key, row.value));
      return ok();
    });
    CHECK(findings().empty());
  }
}

TEST_CASE_METHOD(StoreCheckFixture, "memberships are checked in both directions", "[ops][check]") {
  new_user_with_email("alice");
  run("CreateGroup", object("UserPoolId", pool, "GroupName", "staff"));
  join("alice", "staff");
  const std::string alice = sub_of("alice");
  CHECK(findings().empty());
  erase(keys::member(pool, "staff", alice));
  CHECK(findings() == Findings{"MissingRow Member"});
  mark(keys::member(pool, "staff", alice));
  erase(keys::membership(pool, alice, "staff"));
  CHECK(findings() == Findings{"MissingRow Membership"});
  mark(keys::membership(pool, alice, "staff"));
  mark(keys::member(pool, "staff", "no-sub"));
  CHECK(findings() == Findings{"StrayRow Member"});
}

TEST_CASE_METHOD(StoreCheckFixture,
                 "D06 D07: a seal that does not open is found, whatever it seals", "[ops][check]") {
  new_user_with_email("alice");
  const std::string alice = keys::user(pool, sub_of("alice"));
  const std::string client_key = keys::client(pool, client);
  for (const std::string& key : {keys::pool(pool), alice, client_key, keys::store_info()}) {
    const auto whole = store.read([&](domain::Txn& txn) { return txn.raw().get(key); });
    REQUIRE((whole.ok() && *whole));
    std::string flipped = **whole;
    flipped[flipped.size() / 2] ^= 1;
    forge([&](domain::Txn& txn) { return txn.raw().put(key, flipped); });
    const Findings found = findings();
    CHECK(found.size() == 1);
    CHECK(found.begin()->starts_with("BrokenSeal "));
    forge([&](domain::Txn& txn) { return txn.raw().put(key, **whole); });
  }
  // Whole, but of another key.
  const auto moved = store.read([&](domain::Txn& txn) { return txn.raw().get(client_key); });
  forge([&](domain::Txn& txn) { return txn.raw().put(keys::client(pool, "other"), **moved); });
  CHECK(findings() == Findings{"BrokenSeal Client"});
}

TEST_CASE_METHOD(StoreCheckFixture, "clients, pools and keys that nothing else knows are found",
                 "[ops][check]") {
  erase(keys::client_pool(client));
  CHECK(findings() == Findings{"MissingRow ClientPool"});
  refer(keys::client_pool(client), pool);
  refer(keys::client_pool("nobody"), pool);
  CHECK(findings() == Findings{"StrayRow ClientPool"});
  erase(keys::client_pool("nobody"));
  mark(keys::index("us-east-1_gone", "name", "Ann", "sub"));
  CHECK(findings() == Findings{"NoPool Index"});
  mark(keys::doomed("us-east-1_gone"));
  forge([&](domain::Txn& txn) { return txn.put_mark("?"); });
  CHECK(findings() == Findings{"UnknownKey "});
}

// All rows, or nothing where the file is too damaged to be read through.
std::optional<std::vector<storage::Row>> all_rows(storage::Storage& storage) {
  auto txn = storage.begin(storage::Mode::read);
  if (!txn.ok()) return std::nullopt;
  auto rows = (*txn)->scan({}, {}, SIZE_MAX);
  if (!rows.ok()) return std::nullopt;
  return std::move(rows).value();
}

TEST_CASE_METHOD(StoreCheckFixture, "D06: flipped bits of the file are found, or changed nothing",
                 "[ops][check]") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("data.db");
  const auto open_file = [&] { return storage::SqliteStorage::open(path); };
  std::optional<std::vector<storage::Row>> original;
  {
    auto file = open_file();
    REQUIRE(file.ok());
    engine = open(**file);
    pool = new_pool();
    for (int i = 0; i < 30; ++i) new_user_with_email("user" + std::to_string(i));
    run("CreateGroup", object("UserPoolId", pool, "GroupName", "staff"));
    join("user3", "staff");
    original = all_rows(**file);
    engine.reset();
  }
  REQUIRE(original);
  std::ifstream in(path, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  SeededRandom random(6);
  int found = 0;
  for (int i = 0; i < 200; ++i) {
    std::string flipped = whole;
    const std::size_t at = random.below(static_cast<std::uint32_t>(whole.size()));
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random.below(8)));
    std::ofstream(path, std::ios::binary | std::ios::trunc) << flipped;
    auto file = open_file();
    if (!file.ok()) {
      ++found;
      continue;
    }
    auto opened = try_open(**file);
    if (!opened.ok()) {
      ++found;
      continue;
    }
    engine = std::move(opened).value();
    const bool clean = findings().empty();
    if (!clean) ++found;
    INFO("byte " << at);
    if (clean) CHECK(all_rows(**file) == original);
    engine.reset();
  }
  CHECK(found > 100);
}

TEST_CASE_METHOD(StoreCheckFixture, "a store is checked by its host alone, with its own tokens",
                 "[ops][check]") {
  CHECK_FALSE(call("postern:CheckStore", Json::object(), ops::Caller::Kind::iam).ok());
  CHECK(refusal("postern:CheckStore", object("NextToken", "forged")) ==
        "InvalidParameterException: Invalid pagination token.");
  CHECK(run("postern:CheckStore", Json::object()).contains("NextToken"));
}

}  // namespace
}  // namespace postern::test
