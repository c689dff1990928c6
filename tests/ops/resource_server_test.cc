// Resource servers through the API, and the scopes that clients may list because of them.
#include "ops/auth_fixture.h"

using namespace postern;
using test::for_pool;
using test::json;

namespace {

struct ResourceServerFixture : test::EngineFixture {
  std::string pool = new_pool();

  Json request(std::string_view identifier, std::string_view members = "{}") {
    Json made = for_pool(pool, members);
    return made.set("Identifier", identifier).set("Name", "An API");
  }
  Json named(std::string_view identifier) { return for_pool(pool).set("Identifier", identifier); }
  Json create(std::string_view identifier, std::string_view members = "{}") {
    return *run("CreateResourceServer", request(identifier, members)).find("ResourceServer");
  }
  Json describe(std::string_view identifier) {
    return *run("DescribeResourceServer", named(identifier)).find("ResourceServer");
  }
  Json client_listing(std::string_view scopes) {
    Json made = for_pool(pool).set("ClientName", "app");
    return made.set("AllowedOAuthScopes", json(scopes));
  }
};

constexpr std::string_view kReadAndWrite = R"({"Scopes":[
    {"ScopeName":"read","ScopeDescription":"Look"},
    {"ScopeName":"write","ScopeDescription":"Touch"}]})";

}  // namespace

TEST_CASE_METHOD(ResourceServerFixture, "a resource server is described as it was created") {
  const Json made = create("https://files.example.com/v1", kReadAndWrite);
  CHECK(made.get_string("UserPoolId") == pool);
  CHECK(made.get_string("Name") == "An API");
  CHECK(*made.find("Scopes") == *json(kReadAndWrite).find("Scopes"));
  CHECK(describe("https://files.example.com/v1") == made);
}

TEST_CASE_METHOD(ResourceServerFixture, "an update replaces name and scopes of a resource server") {
  create("files", kReadAndWrite);
  const Json updated =
      *run("UpdateResourceServer", named("files").set("Name", "Files")).find("ResourceServer");
  CHECK(updated.get_string("Name") == "Files");
  CHECK_FALSE(updated.contains("Scopes"));
  CHECK(describe("files") == updated);
}

TEST_CASE_METHOD(ResourceServerFixture, "what does not exist is neither described nor changed") {
  const std::string missing = "ResourceNotFoundException: Resource server files does not exist.";
  CHECK(refusal("DescribeResourceServer", named("files")) == missing);
  CHECK(refusal("UpdateResourceServer", request("files")) == missing);
  CHECK(refusal("DeleteResourceServer", named("files")) == missing);
  create("files");
  run("DescribeResourceServer", named("files"));
  run("DeleteResourceServer", named("files"));
  CHECK(refusal("DescribeResourceServer", named("files")) == missing);
}

TEST_CASE_METHOD(ResourceServerFixture, "an identifier is given once in a pool") {
  create("files");
  CHECK(refusal("CreateResourceServer", request("files")) ==
        "InvalidParameterException: files already exists in user pool " + pool + ".");
  create("Files");
  const std::string other = new_pool("other");
  run("CreateResourceServer", for_pool(other, R"({"Identifier":"files","Name":"n"})"));
}

TEST_CASE_METHOD(ResourceServerFixture, "identifiers of the service's own servers are reserved") {
  CHECK(refusal("CreateResourceServer", request("aws.cognito/dcr")) ==
        "InvalidParameterException: The resource server identifier aws.cognito/dcr is reserved.");
  create("aws.example/dcr");
}

TEST_CASE_METHOD(ResourceServerFixture, "a scope is listed once, and no name holds a slash") {
  const auto with_scopes = [&](std::string_view first, std::string_view second) {
    Json scopes = Json::array();
    for (const auto name : {first, second}) {
      scopes.push_back(test::object("ScopeName", name, "ScopeDescription", "d"));
    }
    return request("files").set("Scopes", std::move(scopes));
  };
  CHECK(refusal("CreateResourceServer", with_scopes("read", "read")) ==
        "InvalidParameterException: The scope read is listed more than once.");
  CHECK(refusal("CreateResourceServer", with_scopes("read", "a/b"))
            .starts_with("InvalidParameterException: 1 validation error detected"));
  run("CreateResourceServer", with_scopes("read", "write"));
}

TEST_CASE_METHOD(ResourceServerFixture, "a pool has 25 resource servers, listed page by page") {
  for (int i = 0; i < 25; ++i) create("api" + std::to_string(100 + i));
  CHECK(refusal("CreateResourceServer", request("one-too-many")) ==
        "LimitExceededException: A user pool has at most 25 resource servers.");
  std::vector<std::string> found;
  std::string token;
  do {
    Json page = for_pool(pool, R"({"MaxResults":10})");
    if (!token.empty()) page.set("NextToken", token);
    const Json listed = run("ListResourceServers", page);
    for (const Json& server : listed.find("ResourceServers")->as_array()) {
      found.emplace_back(server.get_string("Identifier"));
    }
    token = listed.get_string("NextToken");
  } while (!token.empty());
  CHECK(found.size() == 25);
  CHECK(std::is_sorted(found.begin(), found.end()));
  run("DeleteResourceServer", named("api100"));
  create("one-too-many");
}

TEST_CASE_METHOD(ResourceServerFixture, "O23: a client lists scopes that exist and no others") {
  const std::string unknown = "ScopeDoesNotExistException: Invalid scope requested: files/read";
  CHECK(refusal("CreateUserPoolClient", client_listing(R"(["files/read"])")) == unknown);
  create("files", kReadAndWrite);
  const Json made = run("CreateUserPoolClient", client_listing(R"(["openid","files/read"])"));
  const std::string id(made.find("UserPoolClient")->get_string("ClientId"));
  CHECK(refusal("CreateUserPoolClient", client_listing(R"(["files/delete"])"))
            .starts_with("ScopeDoesNotExistException"));
  CHECK(refusal("CreateUserPoolClient", client_listing(R"(["read"])"))
            .starts_with("ScopeDoesNotExistException"));
  CHECK(refusal("UpdateUserPoolClient", client_listing(R"(["files/delete"])").set("ClientId", id))
            .starts_with("ScopeDoesNotExistException"));
  run("UpdateUserPoolClient", client_listing(R"(["files/write"])").set("ClientId", id));
}

TEST_CASE_METHOD(ResourceServerFixture, "a client lists 50 scopes, a resource server has 100") {
  const auto scopes = [](int count) {
    Json list = Json::array();
    for (int i = 0; i < count; ++i) {
      list.push_back(test::object("ScopeName", "s" + std::to_string(i), "ScopeDescription", "d"));
    }
    return list;
  };
  const std::string too_many = "InvalidParameterException: 1 validation error detected";
  CHECK(refusal("CreateResourceServer", request("files").set("Scopes", scopes(101)))
            .starts_with(too_many));
  run("CreateResourceServer", request("files").set("Scopes", scopes(100)));
  const auto listing = [&](int count) {
    Json list = Json::array();
    for (int i = 0; i < count; ++i) list.push_back("files/s" + std::to_string(i));
    return for_pool(pool).set("ClientName", "app").set("AllowedOAuthScopes", std::move(list));
  };
  CHECK(refusal("CreateUserPoolClient", listing(51)).starts_with(too_many));
  run("CreateUserPoolClient", listing(50));
}

TEST_CASE_METHOD(ResourceServerFixture, "identifiers with slashes are told from their scopes") {
  create("https://files.example.com/v1", kReadAndWrite);
  run("CreateUserPoolClient", client_listing(R"(["https://files.example.com/v1/read"])"));
  CHECK(refusal("CreateUserPoolClient", client_listing(R"(["https://files.example.com/v1"])"))
            .starts_with("ScopeDoesNotExistException"));
}

TEST_CASE_METHOD(ResourceServerFixture, "a scope that is gone stays listed until the next update") {
  create("files", kReadAndWrite);
  const Json made =
      run("CreateUserPoolClient", client_listing(R"(["files/read"])").set("GenerateSecret", true));
  const std::string id(made.find("UserPoolClient")->get_string("ClientId"));
  run("DeleteResourceServer", named("files"));
  const Json target = for_pool(pool).set("ClientId", id);
  CHECK(
      run("DescribeUserPoolClient", target).find("UserPoolClient")->contains("AllowedOAuthScopes"));
  run("AddUserPoolClientSecret", target);
  CHECK(refusal("UpdateUserPoolClient", client_listing(R"(["files/read"])").set("ClientId", id)) ==
        "ScopeDoesNotExistException: Invalid scope requested: files/read");
}

TEST_CASE_METHOD(ResourceServerFixture, "resource servers go with their pool") {
  create("files");
  run("DeleteUserPool", for_pool(pool));
  CHECK(refusal("ListResourceServers", for_pool(pool)) ==
        "ResourceNotFoundException: User pool " + pool + " does not exist.");
}
