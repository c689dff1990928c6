// Requests whose shape is wrong never reach an operation.
#include "ops/engine_fixture.h"

using namespace postern;
using test::EngineFixture;
using test::for_pool;
using test::json;

TEST_CASE_METHOD(EngineFixture, "A10: a value of another type is refused, not converted") {
  const std::string pool = new_pool();
  const struct {
    std::string_view operation;
    std::string_view refused;
    std::string_view accepted;
  } cases[] = {
      {"CreateUserPool", R"({"PoolName":["p"]})", R"({"PoolName":"p"})"},
      {"CreateUserPool", R"({"PoolName":{"a":"p"}})", R"({"PoolName":"p"})"},
      {"CreateUserPool", R"({"PoolName":7})", R"({"PoolName":"7"})"},
      {"CreateUserPool", R"({"PoolName":"p","AliasAttributes":"email"})",
       R"({"PoolName":"p","AliasAttributes":["email"]})"},
      {"CreateUserPool", R"({"PoolName":"p","UsernameConfiguration":{"CaseSensitive":"false"}})",
       R"({"PoolName":"p","UsernameConfiguration":{"CaseSensitive":false}})"},
      {"CreateUserPool", R"({"PoolName":"p","Policies":{"PasswordPolicy":{"MinimumLength":"8"}}})",
       R"({"PoolName":"p","Policies":{"PasswordPolicy":{"MinimumLength":8}}})"},
      {"CreateUserPool", R"({"PoolName":"p","UserPoolTags":["a"]})",
       R"({"PoolName":"p","UserPoolTags":{"a":"b"}})"},
      {"ListUserPools", R"({"MaxResults":"10"})", R"({"MaxResults":10})"},
  };
  for (const auto& c : cases) {
    INFO(c.refused);
    const std::string refused = refusal(c.operation, json(c.refused));
    CHECK((refused.starts_with("SerializationException") ||
           refused.starts_with("InvalidParameterException")));
    run(c.operation, json(c.accepted));
  }
}

TEST_CASE_METHOD(EngineFixture, "A06: lists and texts over the model's bounds are refused") {
  const std::string pool = new_pool();
  const auto attributes = [&](int count) {
    Json list = Json::array();
    for (int i = 0; i < count; ++i) {
      list.push_back(
          Json::object().set("Name", "a" + std::to_string(i)).set("AttributeDataType", "String"));
    }
    return for_pool(pool).set("CustomAttributes", std::move(list));
  };
  CHECK(refusal("AddCustomAttributes", attributes(26)).starts_with("InvalidParameterException"));
  run("AddCustomAttributes", attributes(25));
  const auto name = [](std::size_t size) {
    return Json::object().set("PoolName", std::string(size, 'x'));
  };
  CHECK(refusal("CreateUserPool", name(129)).starts_with("InvalidParameterException"));
  run("CreateUserPool", name(128));
}

TEST_CASE_METHOD(EngineFixture, "administration needs credentials") {
  const auto anonymous =
      call("ListUserPools", json(R"({"MaxResults":1})"), ops::Caller::Kind::anonymous);
  REQUIRE_FALSE(anonymous.ok());
  CHECK(anonymous.error().code == "MissingAuthenticationTokenException");
  CHECK(call("ListUserPools", json(R"({"MaxResults":1})"), ops::Caller::Kind::iam).ok());
}
