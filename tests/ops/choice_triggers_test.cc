// What the host's functions are told of USER_AUTH.
#include "ops/choice_fixture.h"
#include "ops/trigger_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct ChoiceTriggerFixture : TriggerFixture {
  ChoiceTriggerFixture() : TriggerFixture(kPasswordless) {
    client = make_client(R"({"ExplicitAuthFlows":["ALLOW_USER_AUTH"]})");
  }
  template <class... Members>
  Json choose(std::string_view name, Members&&... members) {
    return run(
        "InitiateAuth",
        auth_request("USER_AUTH", object("USERNAME", name, std::forward<Members>(members)...)));
  }
  std::string newest_code() {
    const std::string body(inbox.newest().get_string("Body"));
    return body.substr(body.find_last_not_of("0123456789") + 1);
  }
  Json answer(const Json& challenge, std::string_view name, std::string_view code) {
    return run("RespondToAuthChallenge",
               respond_request("EMAIL_OTP", object("USERNAME", name, "EMAIL_OTP_CODE", code), {},
                               challenge.get_string("Session")));
  }
};

}  // namespace

TEST_CASE_METHOD(ChoiceTriggerFixture, "a code that confirms its user is told in Cognito's order") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  record_all();
  const Json challenge = choose("alice", "PREFERRED_CHALLENGE", "EMAIL_OTP");
  CHECK(sources() == "PreAuthentication_Authentication CustomMessage_Authentication ");
  answer(challenge, "alice", newest_code());
  CHECK(sources() ==
        "PostConfirmation_ConfirmSignUp PostAuthentication_Authentication "
        "TokenGeneration_Authentication ");
  // Who is confirmed is not confirmed again.
  const Json again = choose("alice", "PREFERRED_CHALLENGE", "EMAIL_OTP");
  events.clear();
  answer(again, "alice", newest_code());
  CHECK(sources() == "PostAuthentication_Authentication TokenGeneration_Authentication ");
}

TEST_CASE_METHOD(ChoiceTriggerFixture, "a choice asks PreAuthentication once") {
  new_confirmed("alice");
  record_all();
  const Json select = choose("alice");
  CHECK(sources() == "PreAuthentication_Authentication ");
  run("RespondToAuthChallenge",
      respond_request("SELECT_CHALLENGE",
                      object("USERNAME", "alice", "ANSWER", "PASSWORD", "PASSWORD", kPassword), {},
                      select.get_string("Session")));
  CHECK(sources() == "PostAuthentication_Authentication TokenGeneration_Authentication ");
  fail("PreAuthentication", "no entry.");
  CHECK(refusal("InitiateAuth", auth_request("USER_AUTH", object("USERNAME", "alice"))) ==
        "UserLambdaValidationException: PreAuthentication failed with error no entry..");
}

TEST_CASE_METHOD(ChoiceTriggerFixture, "a password brings an unknown user in, no other choice") {
  record("UserMigration", R"({"userAttributes":{"email":"alice@example.com",
      "email_verified":"true"},"finalUserStatus":"CONFIRMED","messageAction":"SUPPRESS"})");
  CHECK(refusal("InitiateAuth",
                auth_request("USER_AUTH",
                             object("USERNAME", "alice", "PREFERRED_CHALLENGE", "EMAIL_OTP"))) ==
        "UserNotFoundException: User does not exist.");
  CHECK(events.empty());
  CHECK(choose("alice", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", "legacy")
            .contains("AuthenticationResult"));
  CHECK(attribute("alice", "email_verified") == "true");
}
