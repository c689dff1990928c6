// Pages: every item once, in order, and tokens that open nowhere but where they were given.
#include <set>

#include "ops/engine_fixture.h"

using namespace postern;
using test::EngineFixture;
using test::for_pool;

namespace {

struct PagingFixture : EngineFixture {
  std::string pool = new_pool();

  Json page(std::string_view operation, Json request, std::string_view token) {
    if (!token.empty()) request.set("NextToken", token);
    return run(operation, request);
  }

  // Names of all items over all pages; each page has at most `limit`.
  std::vector<std::string> collect(std::string_view operation, const Json& request,
                                   std::string_view list, std::string_view name,
                                   std::size_t limit) {
    std::vector<std::string> found;
    std::string token;
    do {
      const Json response = page(operation, request, token);
      const Json& items = *response.find(list);
      CHECK(items.size() <= limit);
      CHECK(items.size() > 0);
      for (const Json& item : items.as_array()) found.emplace_back(item.get_string(name));
      token = response.get_string("NextToken");
    } while (!token.empty());
    return found;
  }

  std::string groups_token(std::string_view pool_id) {
    return std::string(
        run("ListGroups", for_pool(pool_id, R"({"Limit":2})")).get_string("NextToken"));
  }
  void make_groups(std::string_view pool_id) {
    for (const auto name : {"a", "b", "c", "d", "e"}) {
      run("CreateGroup", for_pool(pool_id).set("GroupName", name));
    }
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(PagingFixture, "groups are listed whole, two at a time") {
  make_groups(pool);
  CHECK(collect("ListGroups", for_pool(pool, R"({"Limit":2})"), "Groups", "GroupName", 2) ==
        Names{"a", "b", "c", "d", "e"});
}

TEST_CASE_METHOD(PagingFixture, "a last page that is full has no token") {
  make_groups(pool);
  CHECK_FALSE(run("ListGroups", for_pool(pool, R"({"Limit":5})")).contains("NextToken"));
  CHECK_FALSE(run("ListGroups", for_pool(pool, R"({"Limit":0})")).contains("NextToken"));
}

TEST_CASE_METHOD(PagingFixture, "pages stay whole while items come and go") {
  make_groups(pool);
  const std::string token = groups_token(pool);
  run("DeleteGroup", for_pool(pool, R"({"GroupName":"b"})"));
  run("CreateGroup", for_pool(pool, R"({"GroupName":"aa"})"));
  const Json rest = page("ListGroups", for_pool(pool), token);
  CHECK(rest.find("Groups")->as_array().front().get_string("GroupName") == "c");
}

TEST_CASE_METHOD(PagingFixture, "pools, clients, members and memberships are listed in pages too") {
  const std::string second = new_pool("second");
  const std::string third = new_pool("third");
  CHECK(collect("ListUserPools", Json::object().set("MaxResults", 2), "UserPools", "Name", 2)
            .size() == 3);
  std::set<std::string> made;
  for (int i = 0; i < 5; ++i) made.insert(new_client(pool));
  const auto clients = collect("ListUserPoolClients", for_pool(pool, R"({"MaxResults":2})"),
                               "UserPoolClients", "ClientId", 2);
  CHECK(std::set<std::string>(clients.begin(), clients.end()) == made);
  CHECK(clients.size() == made.size());

  make_groups(pool);
  for (const auto user : {"u1", "u2", "u3"}) {
    new_user(pool, user);
    run("AdminAddUserToGroup", for_pool(pool, R"({"GroupName":"a"})").set("Username", user));
  }
  CHECK(collect("ListUsersInGroup", for_pool(pool, R"({"GroupName":"a","Limit":2})"), "Users",
                "Username", 2)
            .size() == 3);
  for (const auto group : {"b", "c"}) {
    run("AdminAddUserToGroup", for_pool(pool, R"({"Username":"u1"})").set("GroupName", group));
  }
  CHECK(collect("AdminListGroupsForUser", for_pool(pool, R"({"Username":"u1","Limit":1})"),
                "Groups", "GroupName", 1) == Names{"a", "b", "c"});
}

TEST_CASE_METHOD(PagingFixture, "A08: a page token opens only its own listing, for an hour") {
  const std::string other = new_pool("other");
  make_groups(pool);
  make_groups(other);
  const std::string token = groups_token(pool);
  const auto refused = [&](std::string_view operation, Json request, std::string_view with) {
    request.set("NextToken", with);
    return refusal(operation, request) == "InvalidParameterException: Invalid pagination token.";
  };
  CHECK(refused("ListGroups", for_pool(other), token));
  CHECK(refused("ListUserPoolClients", for_pool(pool), token));
  CHECK(refused("ListUsersInGroup", for_pool(pool, R"({"GroupName":"a"})"), token));
  CHECK(refused("ListGroups", for_pool(pool), token + "A"));
  CHECK(refused("ListGroups", for_pool(pool), "garbage"));
  std::string flipped = token;
  flipped[flipped.size() / 2] = flipped[flipped.size() / 2] == 'A' ? 'B' : 'A';
  CHECK(refused("ListGroups", for_pool(pool), flipped));
  CHECK(page("ListGroups", for_pool(pool), token).find("Groups")->size() == 3);
  REQUIRE(engine->advance_clock(3600LL * 1'000'000).ok());
  CHECK(refused("ListGroups", for_pool(pool), token));
}
