// postern:SetUserPoolSrp: a pool that keeps no SRP verifiers.
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct SwitchFixture : AuthFixture {
  SwitchFixture() {
    new_confirmed("alice");
    new_confirmed("bob");
  }
  Json switch_request(bool enabled) {
    return object("UserPoolId", pool).set("Enabled", enabled);
  }
  Json start_request(std::string_view name) {
    return auth_request("USER_SRP_AUTH",
                        object("USERNAME", name, "SRP_A",
                               SrpClient::create(pool.substr(pool.find('_') + 1), 32).A_hex()));
  }
  std::string srp_outcome(std::string_view name) {
    return outcome("RespondToAuthChallenge", srp_request(start_srp(name), kPassword));
  }
};

}  // namespace

TEST_CASE_METHOD(SwitchFixture, "a pool with SRP off refuses the flow and lets passwords in") {
  CHECK(srp_outcome("alice").empty());
  run("postern:SetUserPoolSrp", switch_request(false));
  const std::string refused =
      "InvalidParameterException: USER_SRP_AUTH is not enabled for the user pool.";
  CHECK(refusal("InitiateAuth", start_request("alice")) == refused);
  CHECK(refusal("InitiateAuth", start_request("nobody")) == refused);
  CHECK(sign_in("alice").contains("AccessToken"));
}

TEST_CASE_METHOD(SwitchFixture, "S12: SRP off leaves no verifier; a password brings it back") {
  run("postern:SetUserPoolSrp", switch_request(false));
  run("postern:SetUserPoolSrp", switch_request(true));
  // Nobody's verifier survived: the right password proves nothing by SRP.
  CHECK(srp_outcome("alice") == kNotAuthorized);
  CHECK(srp_outcome("bob") == kNotAuthorized);
  CHECK(sign_in("alice").contains("AccessToken"));
  CHECK(srp_outcome("alice").empty());
  CHECK(srp_outcome("bob") == kNotAuthorized);
}

TEST_CASE_METHOD(SwitchFixture, "the switch says what it lacks and is the host's alone") {
  CHECK(refusal("postern:SetUserPoolSrp", object("UserPoolId", pool)) ==
        "InvalidParameterException: Missing required parameter Enabled, true or false");
  CHECK(refusal("postern:SetUserPoolSrp", Json::object().set("Enabled", true)) ==
        "InvalidParameterException: Missing required parameter UserPoolId");
  const ops::Caller signed_caller{.kind = ops::Caller::Kind::iam};
  CHECK_FALSE(
      engine->call(signed_caller, "postern:SetUserPoolSrp", switch_request(false).dump()).ok());
  CHECK(srp_outcome("alice").empty());
}
