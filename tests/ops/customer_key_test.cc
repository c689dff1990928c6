// Pools under a customer managed key: what their owner withholds nobody reads, and what comes back
// is as it was.
#include <catch2/catch.hpp>

#include "domain/key_kinds.h"
#include "ops/auth_fixture.h"
#include "ops/sealed_rows.h"
#include "ops/shared_storage.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kArn = "arn:aws:kms:us-east-1:123456789012:key/1";
constexpr std::string_view kOtherArn = "arn:aws:kms:us-east-1:123456789012:key/2";
constexpr std::string_view kWithheld =
    "NotAuthorizedException: The customer managed key of the user pool is not available.";

Json key_configuration(std::string_view arn) {
  return object("KeyType", "CUSTOMER_MANAGED_KEY", "KmsKeyArn", arn);
}

struct CustomerKeyFixture : AuthFixture {
  std::string plain_pool = pool;
  std::string plain_client = client;

  CustomerKeyFixture() {
    put_key(kArn);
    pool = std::string(
        run("CreateUserPool",
            object("PoolName", "theirs").set("KeyConfiguration", key_configuration(kArn)))
            .find("UserPool")
            ->get_string("Id"));
    client = make_client();
    run("AdminCreateUser", for_user("ada", "MessageAction", "SUPPRESS"));
    run("AdminSetUserPassword", for_user("ada", "Password", kPassword).set("Permanent", true));
  }

  void put_key(std::string_view arn, char fill = 'c') {
    run("postern:PutCustomerKey",
        object("KmsKeyArn", arn, "Key", codec::base64_encode(std::string(32, fill))));
  }
  void withdraw(std::string_view arn) {
    run("postern:WithdrawCustomerKey", object("KmsKeyArn", arn));
  }
  void reopen() {
    engine.reset();
    engine = open(memory);
  }
  std::string reading() { return outcome("AdminGetUser", for_user("ada")); }
  [[nodiscard]] Json described() { return run("DescribeUserPool", object("UserPoolId", pool)); }
};

}  // namespace

TEST_CASE_METHOD(CustomerKeyFixture,
                 "the root key alone opens no record of a pool under a customer managed key") {
  StoreFixture rows;
  std::size_t theirs = 0;
  for (const storage::Row& row : sealed_rows_of(memory)) {
    const auto type = *domain::kind_of_key(row.key)->type;
    const bool in_pool = row.key.starts_with(domain::keys::pool_range(pool));
    INFO(domain::kind_of_key(row.key)->name);
    CHECK(rows.envelope.open(type, row.key, row.value).ok() != in_pool);
    CHECK(rows.envelope.is_whole(type, row.key, row.value));
    if (in_pool) ++theirs;
  }
  CHECK(theirs > 3);
}

TEST_CASE_METHOD(CustomerKeyFixture, "a pool works under its owner's key as under no other") {
  const Json tokens = sign_in("ada");
  CHECK(reading().empty());
  CHECK(described().find("UserPool")->find("KeyConfiguration")->get_string("KmsKeyArn") == kArn);
  CHECK(outcome("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))).empty());
}

TEST_CASE_METHOD(CustomerKeyFixture, "what an owner withholds nobody reads or changes") {
  const Json tokens = sign_in("ada");
  withdraw(kArn);
  CHECK(reading() == kWithheld);
  CHECK(outcome("InitiateAuth", password_request("ada", kPassword)) == kWithheld);
  CHECK(outcome("InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))) == kWithheld);
  CHECK(outcome("SignUp", sign_up_request("bob")) == kWithheld);
  CHECK(outcome("GetUser", object("AccessToken", tokens.get_string("AccessToken"))) == kWithheld);
  CHECK_FALSE(engine->verify(tokens.get_string("IdToken"), {}).ok());
  CHECK(outcome("DescribeUserPool", object("UserPoolId", pool)) == kWithheld);
  // Others' pools are not touched, and the list of all still is one.
  CHECK(outcome("DescribeUserPool", object("UserPoolId", plain_pool)).empty());
  CHECK(run("ListUserPools", Json::object().set("MaxResults", 10)).find("UserPools")->size() == 2);

  put_key(kArn);
  CHECK(reading().empty());
  CHECK(outcome("GetUser", object("AccessToken", tokens.get_string("AccessToken"))).empty());
  CHECK(engine->verify(tokens.get_string("IdToken"), {}).ok());
}

TEST_CASE_METHOD(CustomerKeyFixture, "an engine that opens the store is to be given the key") {
  const Json tokens = sign_in("ada");
  reopen();
  CHECK(reading() == kWithheld);
  put_key(kArn, 'x');
  CHECK(reading() == kWithheld);
  put_key(kArn);
  // The first to ask is a token, which names the pool itself.
  CHECK(engine->verify(tokens.get_string("IdToken"), {}).ok());
  CHECK(reading().empty());
}

TEST_CASE_METHOD(CustomerKeyFixture, "another owner's key takes over, and the one before is free") {
  put_key(kOtherArn, 'd');
  const Json change = object("UserPoolId", pool);
  run("UpdateUserPool", Json(change).set("KeyConfiguration", key_configuration(kOtherArn)));
  withdraw(kArn);
  CHECK(reading().empty());
  reopen();
  put_key(kArn);
  CHECK(reading() == kWithheld);
  put_key(kOtherArn, 'd');
  CHECK(reading().empty());
  // What an update does not name stays, and no update takes the owner's key away.
  run("UpdateUserPool", change);
  CHECK(described().find("UserPool")->find("KeyConfiguration")->get_string("KmsKeyArn") ==
        kOtherArn);
  CHECK(outcome("UpdateUserPool",
                Json(change).set("KeyConfiguration", object("KeyType", "AWS_OWNED_KEY"))) ==
        "InvalidParameterException: The KeyType of a user pool cannot be changed.");
}

TEST_CASE_METHOD(CustomerKeyFixture,
                 "engines on one store need the key each, and lose it with its owner") {
  SharedStorage shared(memory);
  engine = open(shared);
  const auto second = open(shared);
  const auto at_second = [&](std::string_view operation, const Json& request) {
    const auto answer = second->call({.kind = ops::Caller::Kind::host}, operation, request.dump());
    return answer.ok() ? std::string() : answer.error().code + ": " + answer.error().message;
  };
  const auto give_second = [&](std::string_view arn, char fill) {
    return at_second("postern:PutCustomerKey",
                     object("KmsKeyArn", arn, "Key", codec::base64_encode(std::string(32, fill))));
  };
  const Json get = for_user("ada");
  put_key(kArn);
  CHECK(at_second("AdminGetUser", get) == kWithheld);
  CHECK(give_second(kArn, 'c').empty());
  CHECK(at_second("AdminGetUser", get).empty());

  // The first engine hands the pool to another owner, whose word counts at the second as well.
  put_key(kOtherArn, 'd');
  run("UpdateUserPool",
      object("UserPoolId", pool).set("KeyConfiguration", key_configuration(kOtherArn)));
  CHECK(at_second("AdminGetUser", get) == kWithheld);
  CHECK(give_second(kOtherArn, 'd').empty());
  CHECK(at_second("AdminGetUser", get).empty());
  CHECK(at_second("postern:WithdrawCustomerKey", object("KmsKeyArn", kOtherArn)).empty());
  CHECK(at_second("AdminGetUser", get) == kWithheld);
  CHECK(reading().empty());
}

TEST_CASE_METHOD(CustomerKeyFixture, "a pool is not made under a key that is not there") {
  const Json request =
      object("PoolName", "p").set("KeyConfiguration", key_configuration(kOtherArn));
  CHECK(outcome("CreateUserPool", request) == kWithheld);
  put_key(kOtherArn);
  CHECK(outcome("CreateUserPool", request).empty());
}

TEST_CASE_METHOD(CustomerKeyFixture, "a pool is deleted although its key is withheld") {
  withdraw(kArn);
  run("DeleteUserPool", object("UserPoolId", pool));
  put_key(kArn);
  CHECK(reading().starts_with("ResourceNotFoundException"));
  CHECK(run("postern:CheckStore", Json::object()).find("Findings")->empty());
}

TEST_CASE_METHOD(CustomerKeyFixture,
                 "a store is checked, and its root key replaced, all the same") {
  withdraw(kArn);
  CHECK(run("postern:CheckStore", Json::object()).find("Findings")->empty());
  const std::string next(32, 'n');
  run("postern:RotateRootKey", object("NewRootKey", codec::base64_encode(next)));
  while (!run("postern:RotateRootKey", Json::object()).get_bool("Complete")) {
  }
  root_key = next;
  reopen();
  CHECK(reading() == kWithheld);
  put_key(kArn);
  CHECK(reading().empty());
  CHECK(run("postern:CheckStore", Json::object()).find("Findings")->empty());
}

TEST_CASE_METHOD(CustomerKeyFixture, "a customer's key has a name of an ARN's size and 32 bytes") {
  const std::string key = codec::base64_encode(std::string(32, 'k'));
  CHECK(
      outcome("postern:PutCustomerKey", object("KmsKeyArn", "short", "Key", key)) ==
      "InvalidParameterException: KmsKeyArn must be what a pool's may be: 20 to 2048 characters.");
  CHECK(outcome("postern:PutCustomerKey",
                object("KmsKeyArn", kArn, "Key", codec::base64_encode(std::string(31, 'k')))) ==
        "InvalidParameterException: Key must be 32 bytes in base64.");
  CHECK(outcome("postern:PutCustomerKey", object("KmsKeyArn", kArn, "Key", key)).empty());
}
