// Devices and second factors: a remembered device stands in for one where the pool says so, and for
// nothing else.
#include "ops/device_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

// Everybody owes a code by text message. carol has confirmed a device.
struct DeviceMfaFixture : DeviceFixture {
  OwnDevice device;

  explicit DeviceMfaFixture(std::string_view replaces = "true")
      : DeviceFixture(R"({"AutoVerifiedAttributes":["email"],
            "AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]},
            "DeviceConfiguration":{"ChallengeRequiredOnNewDevice":)" +
                      std::string(replaces) + "}}") {
    run("SetUserPoolMfaConfig", for_pool(pool, R"({"MfaConfiguration":"ON",
        "SmsMfaConfiguration":{"SmsConfiguration":{
          "SnsCallerArn":"arn:aws:iam::123456789012:role/sms"}}})"));
    run("AdminCreateUser", for_user("carol", "MessageAction", "SUPPRESS")
                               .set("UserAttributes", attributes("phone_number", "+15550000001")));
    run("AdminSetUserPassword", for_user("carol", "Password", kPassword).set("Permanent", true));
    const Json tokens =
        tokens_of(answer_code(run("InitiateAuth", password_request("carol", kPassword))));
    device = device_of(tokens);
    run("ConfirmDevice", confirm_request(tokens, device));
  }

  Json code_request(const Json& challenge) {
    REQUIRE(challenge.get_string("ChallengeName") == "SMS_MFA");
    return respond_request("SMS_MFA", object("USERNAME", "carol", "SMS_MFA_CODE", inbox.code()), {},
                           challenge.get_string("Session"));
  }
  Json answer_code(const Json& challenge) {
    return run("RespondToAuthChallenge", code_request(challenge));
  }
  std::string asked_for(const Json& request) {
    return std::string(run("InitiateAuth", request).get_string("ChallengeName"));
  }
};

struct KeptFactorFixture : DeviceMfaFixture {
  KeptFactorFixture() : DeviceMfaFixture("false") {}
};

}  // namespace

TEST_CASE_METHOD(DeviceMfaFixture, "M05: a remembered device is asked for in place of the code") {
  const Json challenge = run("InitiateAuth", start_request("carol", device.key));
  CHECK(tokens_of(prove(challenge, device, "carol")).contains("AccessToken"));
  CHECK(asked_for(password_request("carol", kPassword)) == "SMS_MFA");
  const Json again = run("InitiateAuth", start_request("carol", device.key));
  const DeviceStart start = start_device(again, device, "carol");
  CHECK(refusal("RespondToAuthChallenge", device_answer(start, device, "guess", "carol")) ==
        kNotAuthorized);
}

TEST_CASE_METHOD(DeviceMfaFixture,
                 "M05: a device that is forgotten or not remembered is worth no code") {
  run("AdminUpdateDeviceStatus",
      for_user("carol", "DeviceKey", device.key, "DeviceRememberedStatus", "not_remembered"));
  const Json challenge = run("InitiateAuth", start_request("carol", device.key));
  CHECK_FALSE(tokens_of(answer_code(challenge)).contains("NewDeviceMetadata"));
  run("AdminForgetDevice", for_user("carol", "DeviceKey", device.key));
  CHECK(refusal("InitiateAuth", start_request("carol", device.key)) == kNoDevice);
  CHECK(asked_for(password_request("carol", kPassword)) == "SMS_MFA");
}

TEST_CASE_METHOD(DeviceMfaFixture,
                 "M05: a key that is given up after the challenge brings the code back") {
  const Json challenge = run("InitiateAuth", start_request("carol", device.key));
  REQUIRE(challenge.get_string("ChallengeName") == "DEVICE_SRP_AUTH");
  for (const char* other : {"SMS_MFA", "SOFTWARE_TOKEN_MFA", "NEW_PASSWORD_REQUIRED"}) {
    CHECK_FALSE(outcome("RespondToAuthChallenge",
                        respond_request(other,
                                        object("USERNAME", "carol", "SMS_MFA_CODE", "123456",
                                               "NEW_PASSWORD", "Chosen-Horse-8"),
                                        {}, challenge.get_string("Session")))
                    .empty());
  }
  CHECK(asked_for(start_request("carol", "")) == "SMS_MFA");
}

TEST_CASE_METHOD(DeviceMfaFixture, "the flows of administrators ask for the code, device or not") {
  const Json parameters =
      object("USERNAME", "carol", "PASSWORD", kPassword, "DEVICE_KEY", device.key);
  const Json challenge =
      run("AdminInitiateAuth",
          auth_request("ADMIN_USER_PASSWORD_AUTH", parameters).set("UserPoolId", pool));
  CHECK(
      tokens_of(run("AdminRespondToAuthChallenge", code_request(challenge).set("UserPoolId", pool)))
          .contains("AccessToken"));
}

TEST_CASE_METHOD(KeptFactorFixture,
                 "M05: where a device replaces nothing, the code comes before it") {
  const Json code = run("InitiateAuth", start_request("carol", device.key));
  const Json challenge = answer_code(code);
  CHECK_FALSE(challenge.contains("AuthenticationResult"));
  CHECK(tokens_of(prove(challenge, device, "carol")).contains("AccessToken"));
}
