// Access keys through the engine's own operations, which only its host may call.
#include "ops/engine_fixture.h"

using namespace postern;
using test::EngineFixture;

TEST_CASE_METHOD(EngineFixture,
                 "an access key is shown once, listed without its secret, and deleted") {
  const Json made = run("postern:CreateAccessKey", Json::object());
  CHECK(made.get_string("AccessKeyId").starts_with("AKIA"));
  CHECK(made.get_string("SecretAccessKey").size() == 40);
  const Json listed = run("postern:ListAccessKeys", Json::object());
  REQUIRE(listed.find("AccessKeys")->size() == 1);
  CHECK_FALSE(listed.find("AccessKeys")->as_array()[0].contains("SecretAccessKey"));
  Json request = Json::object();
  CHECK(refusal("postern:DeleteAccessKey", request).starts_with("InvalidParameterException"));
  request.set("AccessKeyId", made.get_string("AccessKeyId"));
  run("postern:DeleteAccessKey", request);
  CHECK(refusal("postern:DeleteAccessKey", request).starts_with("ResourceNotFoundException"));
}

TEST_CASE_METHOD(EngineFixture, "nobody but the host makes access keys") {
  for (const auto kind : {ops::Caller::Kind::anonymous, ops::Caller::Kind::iam}) {
    CHECK_FALSE(call("postern:CreateAccessKey", Json::object(), kind).ok());
  }
  CHECK(run("postern:ListAccessKeys", Json::object()).find("AccessKeys")->empty());
}
