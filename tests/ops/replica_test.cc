// What an engine of one Region says of replicas, and of rates it does not hold anybody to.
#include "ops/engine_fixture.h"

using namespace postern;
using test::EngineFixture;
using test::for_pool;
using test::json;

namespace {

struct ReplicaFixture : EngineFixture {
  std::string pool = new_pool();
  Json in_region(std::string_view region) { return for_pool(pool).set("RegionName", region); }
};

Json limit_request(std::string_view category) {
  return json(R"({"LimitDefinition":{"LimitClass":"API_CATEGORY","Attributes":{"Category":")" +
              std::string(category) + R"("}}})");
}

}  // namespace

TEST_CASE_METHOD(ReplicaFixture, "a pool is where it is, and nowhere else") {
  const Json listed = run("ListUserPoolReplicas", for_pool(pool));
  REQUIRE(listed.find("UserPoolReplicas")->size() == 1);
  const Json primary = listed.find("UserPoolReplicas")->as_array().front();
  CHECK(primary.get_string("RegionName") == "us-east-1");
  CHECK(primary.get_string("Role") == "PRIMARY");
  CHECK(primary.get_string("Status") == "ACTIVE");
  CHECK(primary.get_string("UserPoolArn").ends_with(":userpool/" + pool));
  CHECK(refusal("CreateUserPoolReplica", in_region("eu-west-1"))
            .starts_with("OperationNotEnabledException: This engine serves one Region"));
  CHECK(refusal("CreateUserPoolReplica", in_region("us-east-1"))
            .starts_with("InvalidParameterException: "));
  CHECK(run("ListUserPoolReplicas", for_pool(pool)) == listed);
}

TEST_CASE_METHOD(ReplicaFixture, "the primary stays active and is not deleted as a replica") {
  const auto with_status = [&](std::string_view status) {
    return in_region("us-east-1").set("Status", status);
  };
  const Json kept = run("UpdateUserPoolReplica", with_status("ACTIVE"));
  CHECK(kept.find("UserPoolReplica")->get_string("Role") == "PRIMARY");
  CHECK(refusal("UpdateUserPoolReplica", with_status("INACTIVE"))
            .starts_with("InvalidParameterException: "));
  CHECK(refusal("DeleteUserPoolReplica", in_region("us-east-1"))
            .starts_with("InvalidParameterException: "));
  for (const auto operation : {"DeleteUserPoolReplica", "UpdateUserPoolReplica"}) {
    CHECK(refusal(operation, in_region("eu-west-1").set("Status", "ACTIVE"))
              .starts_with("ResourceNotFoundException: "));
  }
  CHECK(refusal("ListUserPoolReplicas", for_pool("us-east-1_none"))
            .starts_with("ResourceNotFoundException: User pool us-east-1_none"));
}

TEST_CASE_METHOD(EngineFixture, "limits are the documented defaults, and cannot be raised") {
  const Json limit = *run("GetProvisionedLimit", limit_request("UserCreation")).find("Limit");
  CHECK(limit.get_int("ProvisionedLimitValue") == 50);
  CHECK(limit.get_int("FreeLimitValue") == 50);
  const auto requested = [&](int value) {
    return limit_request("UserCreation").set("RequestedLimitValue", value);
  };
  CHECK(*run("UpdateProvisionedLimit", requested(50)).find("Limit") == limit);
  CHECK(refusal("UpdateProvisionedLimit", requested(51))
            .starts_with("ServiceQuotaExceededException: "));
  CHECK(
      refusal("UpdateProvisionedLimit", requested(49)).starts_with("InvalidParameterException: "));
  CHECK(refusal("GetProvisionedLimit", limit_request("Unheard"))
            .starts_with("InvalidParameterException: "));
}
