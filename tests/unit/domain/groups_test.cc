// Groups: rows, memberships in both directions, order, and deletion in slices.
#include "domain/groups.h"

#include "domain/keyspace.h"
#include "support/store_fixture.h"
#include "unit/domain/settings.h"

using namespace postern;
using domain::Group;
using test::fault;

namespace {

constexpr std::string_view kPool = "us-east-1_AbCdEfGhI";

Group group_of(std::string_view name, std::int64_t precedence = -1) {
  Group group;
  group.name = name;
  group.precedence = precedence;
  return group;
}

struct Fixture : test::StoreFixture {
  Status insert(const Group& group) {
    return store.transact(
        [&](domain::Txn& txn) { return domain::insert_group(txn, kPool, group); });
  }
  Status join(std::string_view group, std::string_view sub) {
    return store.transact(
        [&](domain::Txn& txn) { return domain::add_member(txn, kPool, group, sub); });
  }
  Status leave(std::string_view group, std::string_view sub) {
    return store.transact(
        [&](domain::Txn& txn) { return domain::remove_member(txn, kPool, group, sub); });
  }
  Status erase(std::string_view group) {
    return store.transact([&](domain::Txn& txn) { return domain::erase_group(txn, kPool, group); });
  }
  std::vector<std::string> groups_of(std::string_view sub) {
    auto groups =
        store.read([&](domain::Txn& txn) { return domain::groups_of_user(txn, kPool, sub); });
    REQUIRE(groups.ok());
    std::vector<std::string> names;
    for (const Group& group : *groups) names.push_back(group.name);
    return names;
  }
  std::vector<std::string> members_of(std::string_view group, std::string_view after = {},
                                      std::size_t limit = 10'000) {
    auto subs = store.read(
        [&](domain::Txn& txn) { return domain::list_members(txn, kPool, group, after, limit); });
    REQUIRE(subs.ok());
    return *subs;
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(Fixture, "a group's name is taken once") {
  REQUIRE(insert(group_of("admins")).ok());
  CHECK(fault(insert(group_of("admins"))) ==
        "GroupExistsException: A group with the name already exists");
  CHECK(insert(group_of("Admins")).ok());
}

TEST_CASE_METHOD(Fixture, "an unknown group is not found") {
  const auto found =
      store.read([](domain::Txn& txn) { return domain::require_group(txn, kPool, "none"); });
  CHECK(fault(found) == "ResourceNotFoundException: Group not found.");
}

TEST_CASE_METHOD(Fixture, "a user's groups come by precedence, then name, unranked ones last") {
  for (const auto& group : {group_of("b", 5), group_of("a", 5), group_of("z", 0), group_of("c"),
                            group_of("unjoined", 1)}) {
    REQUIRE(insert(group).ok());
    if (group.name != "unjoined") REQUIRE(join(group.name, "u1").ok());
  }
  CHECK(groups_of("u1") == Names{"z", "a", "b", "c"});
  CHECK(groups_of("u2").empty());
}

TEST_CASE_METHOD(Fixture, "joining and leaving twice are the same as once") {
  REQUIRE(insert(group_of("g")).ok());
  REQUIRE(join("g", "u1").ok());
  REQUIRE(join("g", "u1").ok());
  CHECK(members_of("g") == Names{"u1"});
  REQUIRE(leave("g", "u1").ok());
  REQUIRE(leave("g", "u1").ok());
  CHECK(members_of("g").empty());
  CHECK(groups_of("u1").empty());
}

TEST_CASE_METHOD(Fixture, "names that run into one another stay apart") {
  const std::string nul("g\0x", 3);
  for (const auto& name : {std::string("g"), std::string("gx"), nul}) {
    REQUIRE(insert(group_of(name)).ok());
  }
  REQUIRE(join("gx", "u1").ok());
  REQUIRE(join(nul, "u2").ok());
  CHECK(members_of("g").empty());
  CHECK(members_of("gx") == Names{"u1"});
  CHECK(members_of(nul) == Names{"u2"});
  CHECK(groups_of("u2") == Names{nul});
}

TEST_CASE_METHOD(Fixture, "members and groups are listed in pages") {
  REQUIRE(insert(group_of("g")).ok());
  REQUIRE(insert(group_of("h")).ok());
  for (const auto sub : {"u3", "u1", "u2"}) REQUIRE(join("g", sub).ok());
  CHECK(members_of("g", "", 2) == Names{"u1", "u2"});
  CHECK(members_of("g", "u2", 2) == Names{"u3"});
  const auto rest =
      store.read([](domain::Txn& txn) { return domain::list_groups(txn, kPool, "g", 10); });
  REQUIRE(rest.ok());
  REQUIRE(rest->size() == 1);
  CHECK(rest->front().name == "h");
}

TEST_CASE_METHOD(Fixture, "a user is in at most 100 groups") {
  for (std::size_t i = 0; i < domain::kGroupsPerUserMax; ++i) {
    REQUIRE(join("g" + std::to_string(i), "u1").ok());
  }
  CHECK(join("one_more", "u1").error().code == "LimitExceededException");
  CHECK(join("g7", "u1").ok());
  CHECK(join("one_more", "u2").ok());
}

TEST_CASE_METHOD(Fixture, "a deleted group has no members from the commit on, and leaves no rows") {
  REQUIRE(insert(group_of("big")).ok());
  for (int i = 0; i < 600; ++i) REQUIRE(join("big", "u" + std::to_string(i)).ok());
  REQUIRE(erase("big").ok());
  CHECK(groups_of("u1").empty());
  REQUIRE(domain::erase_members(store, kPool, "big").ok());
  CHECK(members_of("big").empty());
  const auto left = store.read([](domain::Txn& txn) {
    return txn.scan_prefix(std::string(1, domain::keys::kPoolData), {}, 10);
  });
  CHECK(left->empty());
}

TEST_CASE_METHOD(Fixture, "A12: nobody inherits membership of an earlier group of the same name") {
  REQUIRE(insert(group_of("admins")).ok());
  REQUIRE(join("admins", "mallory").ok());
  REQUIRE(erase("admins").ok());
  // As if the engine stopped before the memberships were removed.
  CHECK(insert(group_of("admins")).error().code == "TooManyRequestsException");
  REQUIRE(domain::erase_members(store, kPool, "admins").ok());
  REQUIRE(insert(group_of("admins")).ok());
  CHECK(groups_of("mallory").empty());
}

TEST_CASE_METHOD(Fixture, "removing leftovers leaves a group that exists alone") {
  REQUIRE(insert(group_of("g")).ok());
  REQUIRE(join("g", "u1").ok());
  REQUIRE(domain::erase_members(store, kPool, "g").ok());
  CHECK(members_of("g") == Names{"u1"});
}

TEST_CASE_METHOD(Fixture, "a pool has at most ten thousand groups") {
  REQUIRE(store
              .transact([&](domain::Txn& txn) -> Status {
                for (std::size_t i = 0; i < domain::kGroupsPerPoolMax; ++i) {
                  const Group group = group_of("g" + std::to_string(i));
                  POSTERN_CHECK(domain::put_group(txn, kPool, group));
                }
                return ok();
              })
              .ok());
  CHECK(fault(insert(group_of("more"))) ==
        "LimitExceededException: A user pool has at most 10000 groups.");
  REQUIRE(erase("g0").ok());
  CHECK(fault(insert(group_of("more"))) == "");
}
