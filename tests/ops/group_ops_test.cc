// Groups through the API.
#include "ops/engine_fixture.h"

using namespace postern;
using test::EngineFixture;
using test::for_pool;
using test::json;

namespace {

struct GroupFixture : EngineFixture {
  std::string pool = new_pool();

  Json for_group(std::string_view name, std::string_view members = "{}") {
    Json request = for_pool(pool, members);
    request.set("GroupName", name);
    return request;
  }
  Json member(std::string_view group, std::string_view username) {
    Json request = for_group(group);
    request.set("Username", username);
    return request;
  }
  std::vector<std::string> names(const Json& response, std::string_view list,
                                 std::string_view name) {
    std::vector<std::string> found;
    for (const Json& item : response.find(list)->as_array()) {
      found.emplace_back(item.get_string(name));
    }
    return found;
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(GroupFixture, "a group is shown as it was created, and changes only as asked") {
  const std::string_view role = "arn:aws:iam::123456789012:role/admin";
  Json request = for_group("admins", R"({"Description":"those who may","Precedence":0})");
  request.set("RoleArn", role);
  const Json made = *run("CreateGroup", request).find("Group");
  CHECK(made.get_string("UserPoolId") == pool);
  CHECK(made.get_int("Precedence", -1) == 0);
  CHECK(*run("GetGroup", for_group("admins")).find("Group") == made);
  run("UpdateGroup", for_group("admins", R"({"Precedence":7})"));
  const Json changed = *run("GetGroup", for_group("admins")).find("Group");
  CHECK(changed.get_int("Precedence") == 7);
  CHECK(changed.get_string("RoleArn") == role);
  CHECK(changed.get_string("Description") == "those who may");
}

TEST_CASE_METHOD(GroupFixture, "what a group does not have is not shown") {
  const Json made = *run("CreateGroup", for_group("plain")).find("Group");
  for (const auto absent : {"Description", "RoleArn", "Precedence"})
    CHECK_FALSE(made.contains(absent));
}

TEST_CASE_METHOD(GroupFixture, "a name is taken once, and an unknown one is not found") {
  run("CreateGroup", for_group("g"));
  CHECK(refusal("CreateGroup", for_group("g")) ==
        "GroupExistsException: A group with the name already exists");
  for (const auto operation : {"GetGroup", "UpdateGroup", "DeleteGroup", "ListUsersInGroup"}) {
    CHECK(refusal(operation, for_group("none")) == "ResourceNotFoundException: Group not found.");
  }
}

TEST_CASE_METHOD(GroupFixture, "members are added, listed from both sides and removed") {
  for (const auto group : {"b", "a"}) run("CreateGroup", for_group(group));
  new_user(pool, "alice");
  for (const auto group : {"b", "a", "a"}) run("AdminAddUserToGroup", member(group, "alice"));
  CHECK(names(run("ListUsersInGroup", for_group("a")), "Users", "Username") == Names{"alice"});
  const auto groups_of_alice = [&] {
    return names(run("AdminListGroupsForUser", for_pool(pool, R"({"Username":"alice"})")), "Groups",
                 "GroupName");
  };
  CHECK(groups_of_alice() == Names{"a", "b"});
  run("AdminRemoveUserFromGroup", member("a", "alice"));
  CHECK(groups_of_alice() == Names{"b"});
  CHECK(names(run("ListUsersInGroup", for_group("a")), "Users", "Username").empty());
}

TEST_CASE_METHOD(GroupFixture, "membership needs a user and a group that exist") {
  run("CreateGroup", for_group("g"));
  new_user(pool, "alice");
  CHECK(refusal("AdminAddUserToGroup", member("none", "alice")) ==
        "ResourceNotFoundException: Group not found.");
  CHECK(refusal("AdminAddUserToGroup", member("g", "bob")) ==
        "UserNotFoundException: User does not exist.");
  run("AdminAddUserToGroup", member("g", "alice"));
}

TEST_CASE_METHOD(GroupFixture, "A12: a deleted group's members are not members of its successor") {
  run("CreateGroup", for_group("admins"));
  new_user(pool, "mallory");
  run("AdminAddUserToGroup", member("admins", "mallory"));
  run("DeleteGroup", for_group("admins"));
  CHECK(refusal("GetGroup", for_group("admins")) == "ResourceNotFoundException: Group not found.");
  run("CreateGroup", for_group("admins"));
  CHECK(names(run("ListUsersInGroup", for_group("admins")), "Users", "Username").empty());
}

TEST_CASE_METHOD(GroupFixture, "a deleted user is in no group") {
  run("CreateGroup", for_group("g"));
  new_user(pool, "alice");
  run("AdminAddUserToGroup", member("g", "alice"));
  run("AdminDeleteUser", for_pool(pool, R"({"Username":"alice"})"));
  CHECK(names(run("ListUsersInGroup", for_group("g")), "Users", "Username").empty());
}

TEST_CASE_METHOD(GroupFixture, "A09: groups of one pool are not seen in another") {
  run("CreateGroup", for_group("g"));
  const std::string other = new_pool("other");
  CHECK(refusal("GetGroup", for_pool(other, R"({"GroupName":"g"})")) ==
        "ResourceNotFoundException: Group not found.");
}
