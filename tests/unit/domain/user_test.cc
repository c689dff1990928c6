// Users: every name finds its one user, and index rows follow every change.
#include "domain/user.h"

#include <functional>
#include <map>
#include <random>

#include "domain/user_index.h"
#include "support/store_fixture.h"
#include "unit/domain/settings.h"

using namespace postern;
using namespace postern::domain;
using test::fault;

namespace {

struct UserFixture : test::StoreFixture {
  Pool pool = test::pool_of(R"({"PoolName":"p","AliasAttributes":["email","preferred_username"]})");

  static User user(std::string_view sub, std::string_view name, std::string_view email = {},
                   bool verified = true) {
    User made;
    made.sub = sub;
    made.username = name;
    made.status = UserStatus::confirmed;
    if (!email.empty()) {
      set_attribute(made.attributes, "email", email);
      set_attribute(made.attributes, "email_verified", verified ? "true" : "false");
    }
    return made;
  }
  std::string insert(const User& made) {
    return fault(store.transact([&](Txn& txn) { return insert_user(txn, pool, made, "taken"); }));
  }
  std::string update(std::string_view sub, const std::function<void(User&)>& change,
                     bool take = false) {
    return fault(store.transact([&](Txn& txn) -> Status {
      POSTERN_TRY(auto before, find_user_by_sub(txn, pool, sub));
      User after(*before);
      change(after);
      return update_user(txn, pool, *before, after, store.now_us(), take);
    }));
  }
  std::string find(std::string_view login) {
    auto found = store.read([&](Txn& txn) { return find_user(txn, pool, login); });
    REQUIRE(found.ok());
    return *found ? (*found)->sub : std::string();
  }
  std::string remove(std::string_view sub) {
    return fault(store.transact([&](Txn& txn) -> Status {
      POSTERN_TRY(auto found, find_user_by_sub(txn, pool, sub));
      return remove_user(txn, pool, *found);
    }));
  }
  // Every key under the pool but the counters, which stay.
  std::size_t rows() {
    auto txn = storage.begin(storage::Mode::read);
    std::size_t count = 0;
    const auto all = (*txn)->scan("", "", SIZE_MAX);
    for (const auto& row : *all) {
      if (row.key.find("users") == std::string::npos) ++count;
    }
    return count;
  }
};

}  // namespace

TEST_CASE_METHOD(UserFixture,
                 "a user is found by username and verified alias, and by nothing else") {
  CHECK(insert(user("s1", "alice", "alice@example.com")).empty());
  CHECK(insert(user("s2", "bob", "bob@example.com", false)).empty());
  CHECK(find("alice") == "s1");
  CHECK(find("alice@example.com") == "s1");
  CHECK(find("bob@example.com").empty());
  CHECK(find("s1").empty());
  CHECK(find("ALICE").empty());
  CHECK(insert(user("s3", "alice")) == "UsernameExistsException: taken");
  CHECK(insert(user("s3", "carol", "alice@example.com")) ==
        "UsernameExistsException: An account with the given email already exists.");
  CHECK(find("carol").empty());
}

TEST_CASE_METHOD(UserFixture, "an alias held by another is refused or taken, as the caller says") {
  insert(user("s1", "alice", "alice@example.com"));
  insert(user("s2", "bob"));
  const auto claim = [](User& after) {
    set_attribute(after.attributes, "email", "alice@example.com");
    set_attribute(after.attributes, "email_verified", "true");
  };
  CHECK(update("s2", claim) ==
        "AliasExistsException: An account with the given email already exists.");
  CHECK(find("alice@example.com") == "s1");
  CHECK(update("s2", claim, true).empty());
  CHECK(find("alice@example.com") == "s2");
  CHECK(find("alice") == "s1");
  const auto alice = store.read([&](Txn& txn) { return find_user_by_sub(txn, pool, "s1"); });
  CHECK(attribute_or((*alice)->attributes, "email_verified") == "false");
}

TEST_CASE_METHOD(UserFixture, "U09: usernames and aliases share one space of names") {
  insert(user("s1", "alice"));
  insert(user("s2", "bob"));
  const auto prefer = [](std::string_view name) {
    return [name](User& after) { set_attribute(after.attributes, "preferred_username", name); };
  };
  constexpr std::string_view kTaken =
      "AliasExistsException: An account with the given preferred_username already exists.";
  CHECK(update("s2", prefer("alice")) == kTaken);
  CHECK(update("s2", prefer("alice"), true) == kTaken);  // A username is nobody's to take.
  CHECK(update("s2", prefer("bob")).empty());            // One's own is no other's.
  CHECK(update("s2", prefer("robert")).empty());
  CHECK(insert(user("s3", "robert")) == "UsernameExistsException: taken");
  CHECK(update("s2", prefer("bobby")).empty());
  CHECK(insert(user("s3", "robert")).empty());
}

TEST_CASE_METHOD(UserFixture, "a removed user leaves no row behind") {
  const std::size_t before = rows();
  insert(user("s1", "alice", "alice@example.com"));
  update("s1", [](User& after) { set_attribute(after.attributes, "name", "Al"); });
  CHECK(rows() > before);
  CHECK(remove("s1").empty());
  CHECK(rows() == before);
  CHECK(*store.read([&](Txn& txn) { return count_users(txn, pool); }) == 0);
}

TEST_CASE_METHOD(UserFixture, "modified_us never goes back, even if the clock does (D21)") {
  insert(user("s1", "alice"));
  update("s1", [](User&) {});
  const auto modified = [&] {
    return (*store.read([&](Txn& txn) { return find_user_by_sub(txn, pool, "s1"); }))->modified_us;
  };
  const std::int64_t first = modified();
  clock.advance_s(-1000);
  update("s1", [](User&) {});
  CHECK(modified() == first);
}

TEST_CASE_METHOD(UserFixture, "index rows agree with users after any sequence of changes") {
  std::mt19937 dice(11);
  std::map<std::string, std::string> names;  // sub -> name attribute
  for (int step = 0; step < 400; ++step) {
    const std::string sub = "s" + std::to_string(dice() % 8);
    if (!names.contains(sub)) {
      REQUIRE(insert(user(sub, "user-" + sub)).empty());
      names[sub] = "";
    } else if (dice() % 5 == 0) {
      REQUIRE(remove(sub).empty());
      names.erase(sub);
    } else {
      const std::string name = dice() % 4 == 0 ? "" : "n" + std::to_string(dice() % 3);
      REQUIRE(
          update(sub, [&](User& after) { set_attribute(after.attributes, "name", name); }).empty());
      names[sub] = name;
    }
  }
  for (const char* name : {"n0", "n1", "n2"}) {
    std::size_t expected = 0;
    for (const auto& [sub, value] : names) expected += value == name ? 1 : 0;
    const auto found = store.read([&](Txn& txn) {
      return txn.scan_prefix(index_value_exact(pool.id, "name", name), {}, SIZE_MAX);
    });
    CHECK(found->size() == expected);
  }
  CHECK(*store.read([&](Txn& txn) { return count_users(txn, pool); }) ==
        static_cast<std::int64_t>(names.size()));
}
