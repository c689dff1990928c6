// User pools through the API: what goes in comes out, what is left out is reset, what is refused.
#include "ops/engine_fixture.h"

using namespace postern;
using test::EngineFixture;
using test::for_pool;
using test::json;

namespace {

Json describe(EngineFixture& fixture, std::string_view pool_id) {
  return *fixture.run("DescribeUserPool", for_pool(pool_id)).find("UserPool");
}

std::string arn(std::string_view pool_id) {
  return "arn:aws:cognito-idp:us-east-1:000000000000:userpool/" + std::string(pool_id);
}

}  // namespace

TEST_CASE_METHOD(EngineFixture, "a pool is described as it was created, with defaults filled in") {
  const Json request = json(R"({"PoolName":"My pool",
      "Policies":{"PasswordPolicy":{"MinimumLength":10,"RequireUppercase":true,
          "RequireLowercase":true,
        "RequireNumbers":true,"RequireSymbols":false,"TemporaryPasswordValidityDays":3},
        "SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD"]}},
      "AutoVerifiedAttributes":["email"],"UsernameAttributes":["email"],
      "UsernameConfiguration":{"CaseSensitive":false},"DeletionProtection":"INACTIVE",
      "AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"verified_email","Priority":1}]},
      "UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]},
      "AdminCreateUserConfig":{"AllowAdminCreateUserOnly":true},
      "UserPoolTags":{"env":"test"},"UserPoolTier":"PLUS"})");
  const Json made = *run("CreateUserPool", request).find("UserPool");
  const std::string id(made.get_string("Id"));
  CHECK(describe(*this, id) == made);
  CHECK(id.starts_with("us-east-1_"));
  CHECK(made.get_string("Arn") == arn(id));
  CHECK(made.get_string("Name") == "My pool");
  CHECK(made.get_int("EstimatedNumberOfUsers", -1) == 0);
  CHECK(made.find("CreationDate")->as_double() == 1'700'000'000.0);
  CHECK(made.find("SchemaAttributes")->size() == 21);
  CHECK(made.get_string("MfaConfiguration") == "OFF");
  for (const JsonMember& member : request.as_object()) {
    if (member.key == "PoolName" || member.key == "AdminCreateUserConfig") continue;
    INFO(member.key);
    REQUIRE(made.find(member.key) != nullptr);
    CHECK(*made.find(member.key) == member.value);
  }
  for (const auto inner : {"PoolName", "Schema", "CustomAttributes"})
    CHECK_FALSE(made.contains(inner));
  // Terraform's provider stops where the older name of the days is missing.
  CHECK(*made.find("AdminCreateUserConfig") ==
        json(R"({"AllowAdminCreateUserOnly":true,"UnusedAccountValidityDays":3})"));
}

TEST_CASE_METHOD(EngineFixture, "the number of users follows creation and deletion") {
  const std::string pool = new_pool();
  new_user(pool, "alice");
  new_user(pool, "bob");
  CHECK(describe(*this, pool).get_int("EstimatedNumberOfUsers") == 2);
  run("AdminDeleteUser", for_pool(pool, R"({"Username":"bob"})"));
  CHECK(describe(*this, pool).get_int("EstimatedNumberOfUsers") == 1);
}

TEST_CASE_METHOD(EngineFixture, "an update resets what it leaves out") {
  const std::string pool(
      run("CreateUserPool", json(R"({"PoolName":"p","AutoVerifiedAttributes":["email"],
          "AliasAttributes":["email"],"UserPoolTags":{"a":"b"}})"))
          .find("UserPool")
          ->get_string("Id"));
  REQUIRE(engine->advance_clock(5'000'000).ok());
  run("UpdateUserPool", for_pool(pool, R"({"DeletionProtection":"ACTIVE"})"));
  const Json updated = describe(*this, pool);
  CHECK(updated.get_string("Name") == "p");
  CHECK(updated.get_string("DeletionProtection") == "ACTIVE");
  CHECK(updated.contains("AliasAttributes"));
  CHECK_FALSE(updated.contains("AutoVerifiedAttributes"));
  CHECK_FALSE(updated.contains("UserPoolTags"));
  CHECK(updated.find("LastModifiedDate")->as_double() ==
        updated.find("CreationDate")->as_double() + 5);
}

TEST_CASE_METHOD(EngineFixture, "an update is refused like a creation, and then changes nothing") {
  const std::string pool = new_pool();
  const Json before = describe(*this, pool);
  CHECK(refusal("UpdateUserPool", for_pool(pool, R"({"MfaConfiguration":"ON"})"))
            .starts_with("InvalidParameterException: SMS configuration"));
  CHECK(describe(*this, pool) == before);
}

TEST_CASE_METHOD(EngineFixture, "a protected pool is deleted only after the protection is lifted") {
  const std::string pool(
      run("CreateUserPool", json(R"({"PoolName":"p","DeletionProtection":"ACTIVE"})"))
          .find("UserPool")
          ->get_string("Id"));
  CHECK(refusal("DeleteUserPool", for_pool(pool)) ==
        "InvalidParameterException: The user pool cannot be deleted because deletion protection is "
        "activated. Deletion protection must be inactivated first.");
  run("UpdateUserPool", for_pool(pool, R"({"DeletionProtection":"INACTIVE"})"));
  run("DeleteUserPool", for_pool(pool));
  CHECK(refusal("DescribeUserPool", for_pool(pool)) ==
        "ResourceNotFoundException: User pool " + pool + " does not exist.");
}

TEST_CASE_METHOD(EngineFixture, "deleting a pool takes its clients and leaves other pools alone") {
  const std::string gone = new_pool("gone");
  const std::string kept = new_pool("kept");
  const std::string client = new_client(gone);
  const std::string other = new_client(kept);
  new_user(gone, "alice");
  new_user(kept, "alice");
  run("DeleteUserPool", for_pool(gone));
  const auto sign_in = [](std::string_view client_id) {
    Json request = json(R"({"AuthFlow":"USER_PASSWORD_AUTH",
        "AuthParameters":{"USERNAME":"alice","PASSWORD":"Wrong-pass-1"}})");
    request.set("ClientId", client_id);
    return request;
  };
  CHECK(refusal("InitiateAuth", sign_in(client)) ==
        "ResourceNotFoundException: User pool client " + client + " does not exist.");
  CHECK(refusal("InitiateAuth", sign_in(other)).starts_with("InvalidParameterException"));
  CHECK(describe(*this, kept).get_int("EstimatedNumberOfUsers") == 1);
}

TEST_CASE_METHOD(EngineFixture, "custom attributes are added for good") {
  const std::string pool = new_pool();
  const auto added =
      for_pool(pool, R"({"CustomAttributes":[{"Name":"tier","AttributeDataType":"String"}]})");
  run("AddCustomAttributes", added);
  CHECK(describe(*this, pool).find("SchemaAttributes")->as_array().back().get_string("Name") ==
        "custom:tier");
  CHECK(
      refusal("AddCustomAttributes", added).starts_with("InvalidParameterException: custom:tier"));
  CHECK(refusal("AddCustomAttributes", for_pool(pool, R"({"CustomAttributes":[
            {"Name":"x","AttributeDataType":"String","Required":true}]})")) ==
        "InvalidParameterException: Required custom attributes are not supported currently.");
  run("UpdateUserPool", for_pool(pool));
  CHECK(describe(*this, pool).find("SchemaAttributes")->size() == 22);
  Json user = for_pool(pool, R"({"Username":"alice","MessageAction":"SUPPRESS",
      "UserAttributes":[{"Name":"custom:tier","Value":"gold"}]})");
  run("AdminCreateUser", user);
}

TEST_CASE_METHOD(EngineFixture, "A01: a custom attribute that is not mutable is written once") {
  const std::string pool(run("CreateUserPool", json(R"({"PoolName":"p","Schema":[
      {"Name":"badge","AttributeDataType":"String","Mutable":false},
      {"Name":"tier","AttributeDataType":"String","Mutable":true}]})"))
                             .find("UserPool")
                             ->get_string("Id"));
  run("AdminCreateUser", for_pool(pool, R"({"Username":"alice","MessageAction":"SUPPRESS",
      "UserAttributes":[{"Name":"custom:badge","Value":"7"},{"Name":"custom:tier",
          "Value":"a"}]})"));
  CHECK(refusal("AdminUpdateUserAttributes", for_pool(pool, R"({"Username":"alice",
            "UserAttributes":[{"Name":"custom:badge","Value":"8"}]})")) ==
        "InvalidParameterException: user.custom:badge: Attribute cannot be updated.");
  run("AdminUpdateUserAttributes", for_pool(pool, R"({"Username":"alice",
      "UserAttributes":[{"Name":"custom:tier","Value":"b"}]})"));
}

TEST_CASE_METHOD(EngineFixture, "tags are set, replaced, listed and taken off") {
  const std::string pool = new_pool();
  const auto request = [&](std::string_view members) {
    Json made = json(members);
    made.set("ResourceArn", arn(pool));
    return made;
  };
  run("TagResource", request(R"({"Tags":{"env":"test","team":"id"}})"));
  run("TagResource", request(R"({"Tags":{"env":"live"}})"));
  CHECK(run("ListTagsForResource", request("{}")) ==
        json(R"({"Tags":{"env":"live","team":"id"}})"));
  run("UntagResource", request(R"({"TagKeys":["team","unknown"]})"));
  CHECK(run("ListTagsForResource", request("{}")) == json(R"({"Tags":{"env":"live"}})"));
  CHECK(refusal("TagResource", request(R"({"Tags":{"aws:env":"x"}})")) ==
        "InvalidParameterException: Tag keys cannot begin with aws:, which is reserved.");
  Json fifty = Json::object();
  for (int i = 0; i < 49; ++i) fifty.set("k" + std::to_string(i), "v");
  run("TagResource", request("{}").set("Tags", fifty));
  CHECK(refusal("TagResource", request(R"({"Tags":{"one":"more"}})")) ==
        "InvalidParameterException: A user pool has at most 50 tags.");
  CHECK(describe(*this, pool).find("UserPoolTags")->get_string("env") == "live");
}

TEST_CASE_METHOD(EngineFixture, "A09: tags name a pool of this engine by its whole ARN") {
  const std::string pool = new_pool();
  for (const auto& other : {"arn:aws:cognito-idp:us-east-1:111111111111:userpool/" + pool,
                            "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/" + pool,
                            std::string("arn:aws:s3:us-east-1:000000000000:bucket/name")}) {
    CHECK(refusal("ListTagsForResource", Json::object().set("ResourceArn", other))
              .starts_with("InvalidParameterException: Invalid ResourceArn"));
  }
  CHECK(refusal("ListTagsForResource", Json::object().set("ResourceArn", arn("us-east-1_Unknown")))
            .starts_with("ResourceNotFoundException"));
}
