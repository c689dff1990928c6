// App clients through the API: settings, secrets, and what is refused.
#include "ops/engine_fixture.h"

using namespace postern;
using test::EngineFixture;
using test::for_pool;
using test::json;

namespace {

struct ClientFixture : EngineFixture {
  std::string pool = new_pool();

  Json create(std::string_view members) {
    Json request = for_pool(pool, members);
    request.set("ClientName", "app");
    return *run("CreateUserPoolClient", request).find("UserPoolClient");
  }
  Json for_client(std::string_view client_id, std::string_view members = "{}") {
    Json request = for_pool(pool, members);
    request.set("ClientId", client_id);
    return request;
  }
  Json describe(std::string_view client_id) {
    return *run("DescribeUserPoolClient", for_client(client_id)).find("UserPoolClient");
  }
};

}  // namespace

TEST_CASE_METHOD(ClientFixture, "a client is described as it was created") {
  const std::string_view members = R"({"ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH"],
      "AccessTokenValidity":10,"TokenValidityUnits":{"AccessToken":"minutes"},
      "PreventUserExistenceErrors":"ENABLED","ReadAttributes":["email"],"WriteAttributes":["email"],
      "CallbackURLs":["https://example.com/cb"],"AllowedOAuthFlows":["code"],
      "AllowedOAuthScopes":["openid"],"AllowedOAuthFlowsUserPoolClient":true,
      "SupportedIdentityProviders":["COGNITO"],
      "RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":10}})";
  const Json made = create(members);
  const std::string id(made.get_string("ClientId"));
  CHECK(describe(id) == made);
  CHECK(id.size() == 26);
  CHECK(made.get_string("UserPoolId") == pool);
  CHECK_FALSE(made.contains("ClientSecret"));
  CHECK(made.get_int("RefreshTokenValidity") == 30);
  CHECK(made.get_int("AuthSessionValidity") == 3);
  CHECK(made.get_bool("EnableTokenRevocation"));
  const Json given = json(members);
  for (const JsonMember& member : given.as_object()) {
    INFO(member.key);
    REQUIRE(made.find(member.key) != nullptr);
    CHECK(*made.find(member.key) == member.value);
  }
}

TEST_CASE_METHOD(ClientFixture, "an update resets what it leaves out and keeps name and secret") {
  const Json made = create(R"({"GenerateSecret":true,"PreventUserExistenceErrors":"ENABLED"})");
  const std::string id(made.get_string("ClientId"));
  const Json updated = *run("UpdateUserPoolClient", for_client(id, R"({"AuthSessionValidity":5})"))
                            .find("UserPoolClient");
  CHECK(describe(id) == updated);
  CHECK(updated.get_string("ClientName") == "app");
  CHECK(updated.get_string("ClientSecret") == made.get_string("ClientSecret"));
  CHECK(updated.get_int("AuthSessionValidity") == 5);
  CHECK_FALSE(updated.contains("PreventUserExistenceErrors"));
}

TEST_CASE_METHOD(ClientFixture, "O40: an update is judged by the client it would result in") {
  const std::string open(create("{}").get_string("ClientId"));
  const std::string confidential(create(R"({"GenerateSecret":true})").get_string("ClientId"));
  const std::string_view machine = R"({"AllowedOAuthFlows":["client_credentials"]})";
  CHECK(refusal("UpdateUserPoolClient", for_client(open, machine)) ==
        "InvalidOAuthFlowException: client_credentials flow can not be selected if client does not "
        "have a client secret.");
  run("UpdateUserPoolClient", for_client(confidential, machine));
  // The flow in force does not count: the update leaves it out.
  run("UpdateUserPoolClient", for_client(confidential, R"({"AllowedOAuthFlows":["code"]})"));
  CHECK(refusal("UpdateUserPoolClient",
                for_client(confidential, R"({"AllowedOAuthFlows":["client_credentials","code"]})"))
            .starts_with("InvalidOAuthFlowException"));
}

TEST_CASE_METHOD(ClientFixture, "an update that is refused changes nothing") {
  const std::string id(create("{}").get_string("ClientId"));
  const Json before = describe(id);
  CHECK(refusal("UpdateUserPoolClient", for_client(id, R"({"IdTokenValidity":25})")) ==
        "InvalidParameterException: Invalid range for token validity.");
  CHECK(describe(id) == before);
}

TEST_CASE_METHOD(ClientFixture, "a refusal of attributes says at what it was met") {
  const std::string id(create("{}").get_string("ClientId"));
  const std::string_view members = R"({"ClientName":"c","WriteAttributes":["custom:none"]})";
  CHECK(refusal("CreateUserPoolClient", for_pool(pool, members)) ==
        "InvalidParameterException: Invalid write attributes specified while creating a client");
  CHECK(refusal("UpdateUserPoolClient", for_client(id, members)) ==
        "InvalidParameterException: Invalid write attributes specified while updating a client");
  run("UpdateUserPoolClient", for_client(id, R"({"WriteAttributes":["email"]})"));
}

TEST_CASE_METHOD(ClientFixture, "a client of a LITE pool cannot let users choose how to sign in") {
  const std::string_view chooses = R"({"ExplicitAuthFlows":["ALLOW_USER_AUTH"]})";
  create(chooses);
  pool = run("CreateUserPool", json(R"({"PoolName":"p","UserPoolTier":"LITE"})"))
             .find("UserPool")
             ->get_string("Id");
  CHECK(refusal("CreateUserPoolClient", for_pool(pool, chooses).set("ClientName", "app")) ==
        "FeatureUnavailableInTierException: ALLOW_USER_AUTH is not available in the LITE tier.");
  create(R"({"ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH"]})");
}

TEST_CASE_METHOD(ClientFixture, "a secret is generated or given, not both") {
  const std::string_view own = "mysecretmysecretmysecret";
  CHECK(create(R"({"GenerateSecret":true})").get_string("ClientSecret").size() == 51);
  CHECK(create(R"({"ClientSecret":"mysecretmysecretmysecret"})").get_string("ClientSecret") == own);
  Json both = for_pool(pool, R"({"ClientName":"app","GenerateSecret":true,
      "ClientSecret":"mysecretmysecretmysecret"})");
  CHECK(refusal("CreateUserPoolClient", both) ==
        "InvalidParameterException: GenerateSecret and ClientSecret cannot both be specified.");
}

TEST_CASE_METHOD(ClientFixture, "a secret is shown when it is made, and its list shows none") {
  const std::string id(create(R"({"GenerateSecret":true})").get_string("ClientId"));
  const Json added = *run("AddUserPoolClientSecret", for_client(id)).find("ClientSecretDescriptor");
  CHECK(added.get_string("ClientSecretValue").size() == 51);
  const Json listed = *run("ListUserPoolClientSecrets", for_client(id)).find("ClientSecrets");
  REQUIRE(listed.size() == 2);
  for (const Json& secret : listed.as_array()) CHECK_FALSE(secret.contains("ClientSecretValue"));
  CHECK(listed.as_array()[1].get_string("ClientSecretId") == added.get_string("ClientSecretId"));
}

TEST_CASE_METHOD(ClientFixture, "a client changes over from one secret to the next") {
  const std::string id(create(R"({"GenerateSecret":true})").get_string("ClientId"));
  const auto secret_id = [&](std::size_t at) {
    const Json listed = *run("ListUserPoolClientSecrets", for_client(id)).find("ClientSecrets");
    return Json::object().set("ClientSecretId", listed.as_array()[at].get_string("ClientSecretId"));
  };
  const auto erase = [&](const Json& which) { return for_client(id, which.dump()); };
  CHECK(refusal("DeleteUserPoolClientSecret", erase(secret_id(0))) ==
        "InvalidParameterException: The only secret of a user pool client cannot be deleted.");
  run("AddUserPoolClientSecret", for_client(id, R"({"ClientSecret":"mysecretmysecretmysecret"})"));
  CHECK(refusal("AddUserPoolClientSecret", for_client(id)).starts_with("LimitExceededException"));
  run("DeleteUserPoolClientSecret", erase(secret_id(0)));
  CHECK(describe(id).get_string("ClientSecret") == "mysecretmysecretmysecret");
}

TEST_CASE_METHOD(ClientFixture, "a public client gets no secret later on") {
  const std::string id(create("{}").get_string("ClientId"));
  CHECK(
      refusal("AddUserPoolClientSecret", for_client(id)).starts_with("InvalidParameterException"));
}

TEST_CASE_METHOD(ClientFixture, "A09: a client is not reached through another pool") {
  const std::string id(create("{}").get_string("ClientId"));
  const std::string other = new_pool("other");
  for (const auto operation :
       {"DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"}) {
    Json request = for_pool(other);
    request.set("ClientId", id);
    CHECK(refusal(operation, request) ==
          "ResourceNotFoundException: User pool client " + id + " does not exist.");
  }
  CHECK(describe(id).get_string("ClientId") == id);
}

TEST_CASE_METHOD(ClientFixture, "a deleted client is gone") {
  const std::string id(create("{}").get_string("ClientId"));
  run("DeleteUserPoolClient", for_client(id));
  CHECK(refusal("DescribeUserPoolClient", for_client(id)) ==
        "ResourceNotFoundException: User pool client " + id + " does not exist.");
  CHECK(refusal("DeleteUserPoolClient", for_client(id)).starts_with("ResourceNotFoundException"));
}

TEST_CASE_METHOD(ClientFixture, "O10: a client cannot register an address that runs code") {
  Json request = for_pool(pool, R"({"ClientName":"app"})");
  request.set("CallbackURLs", Json(Json::Array{Json("javascript:alert(1)")}));
  CHECK(refusal("CreateUserPoolClient", request).starts_with("InvalidParameterException"));
  request.set("CallbackURLs", Json(Json::Array{Json("https://example.com/cb")}));
  run("CreateUserPoolClient", request);
}
