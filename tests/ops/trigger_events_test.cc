// Every event that calls of the API fire, whole: what a function written for Cognito reads.
#include <map>

#include "ops/trigger_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

// The envelope is the same for all; "$..." stands for what differs from run to run.
constexpr std::string_view kEnvelope =
    R"({"version":"$VERSION","triggerSource":"$SOURCE","region":"us-east-1","userPoolId":"$POOL",
        "userName":"$USER","callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown",
        "clientId":"$CLIENT"},"request":$REQUEST,"response":$RESPONSE})";

constexpr std::string_view kUnconfirmed =
    R"({"sub":"$SUB","cognito:user_status":"UNCONFIRMED","email":"alice@example.com",
        "email_verified":"false"})";
constexpr std::string_view kConfirmed =
    R"({"sub":"$SUB","cognito:user_status":"CONFIRMED","email":"alice@example.com",
        "email_verified":"true"})";
constexpr std::string_view kNoMessage =
    R"({"smsMessage":null,"emailMessage":null,"emailSubject":null})";
constexpr std::string_view kNoGroups =
    R"({"groupsToOverride":[],"iamRolesToOverride":[],"preferredRole":null})";
constexpr std::string_view kNothingMigrated =
    R"({"userAttributes":null,"forceAliasCreation":null,"finalUserStatus":null,
        "messageAction":null,"desiredDeliveryMediums":null,"enableSMSMFA":null})";

void replace_all(std::string& text, std::string_view mark, std::string_view value) {
  for (std::size_t at; (at = text.find(mark)) != std::string::npos;) {
    text.replace(at, mark.size(), value);
  }
}

struct EventsFixture : TriggerFixture {
  EventsFixture() { record_all(); }

  // The newest event of that source is this one, member by member.
  void check(std::string_view source, std::string request, std::string_view response,
             std::string_view user = "alice") {
    INFO(source);
    const Json* found = nullptr;
    for (const Json& event : events) {
      if (event.get_string("triggerSource") == source) found = &event;
    }
    REQUIRE(found != nullptr);
    std::string text(kEnvelope);
    replace_all(text, "$REQUEST", request);
    replace_all(text, "$RESPONSE", response);
    replace_all(text, "$VERSION", "1");
    replace_all(text, "$SOURCE", source);
    replace_all(text, "$POOL", pool);
    replace_all(text, "$USER", user);
    replace_all(text, "$CLIENT", std::string(found->find("callerContext")->get_string("clientId")));
    if (text.find("$SUB") != std::string::npos) replace_all(text, "$SUB", attribute(user, "sub"));
    CHECK(found->dump() == json(text).dump());
  }
  std::string message(std::string_view attributes, std::string_view username = "null") {
    return R"({"userAttributes":)" + std::string(attributes) +
           R"(,"codeParameter":"{####}","linkParameter":"{##Click Here##}","usernameParameter":)" +
           std::string(username) + R"(,"clientMetadata":{"a":"1"}})";
  }
  static Json with_metadata(Json request) {
    return request.set("ClientMetadata", object("a", "1"));
  }
  void sign_up_alice() {
    run("SignUp", with_metadata(sign_up_request("alice", "alice@example.com")
                                    .set("ValidationData", attributes("shop", "berlin"))));
  }
  void confirm_alice() {
    run("ConfirmSignUp", with_metadata(object("ClientId", client, "Username", "alice",
                                              "ConfirmationCode", inbox.code())));
  }
};

}  // namespace

TEST_CASE_METHOD(EventsFixture, "events of signing up") {
  sign_up_alice();
  check("PreSignUp_SignUp",
        R"({"userAttributes":{"email":"alice@example.com","email_verified":"false"},
            "validationData":{"shop":"berlin"},"clientMetadata":{"a":"1"}})",
        R"({"autoConfirmUser":false,"autoVerifyEmail":false,"autoVerifyPhone":false})");
  check("CustomMessage_SignUp", message(kUnconfirmed), kNoMessage);
  run("ResendConfirmationCode", with_metadata(object("ClientId", client, "Username", "alice")));
  check("CustomMessage_ResendCode", message(kUnconfirmed), kNoMessage);
  confirm_alice();
  check("PostConfirmation_ConfirmSignUp",
        R"({"userAttributes":)" + std::string(kConfirmed) + R"(,"clientMetadata":{"a":"1"}})",
        "{}");
}

TEST_CASE_METHOD(EventsFixture, "events of signing in") {
  sign_up_alice();
  confirm_alice();
  const Json tokens =
      tokens_of(run("InitiateAuth", with_metadata(password_request("alice", kPassword, hiding))));
  const std::string user = R"({"userAttributes":)" + std::string(kConfirmed);
  check("PreAuthentication_Authentication",
        user + R"(,"validationData":{"a":"1"},"userNotFound":false})", "{}");
  check("TokenGeneration_Authentication",
        user + R"(,"clientMetadata":{},"groupConfiguration":)" + std::string(kNoGroups) + "}",
        R"({"claimsOverrideDetails":null})");
  run("GetTokensFromRefreshToken",
      with_metadata(object("ClientId", hiding, "RefreshToken", tokens.get_string("RefreshToken"))));
  check(
      "TokenGeneration_RefreshTokens",
      user + R"(,"clientMetadata":{"a":"1"},"groupConfiguration":)" + std::string(kNoGroups) + "}",
      R"({"claimsOverrideDetails":null})");
}

TEST_CASE_METHOD(EventsFixture, "events of addresses and forgotten passwords") {
  sign_up_alice();
  confirm_alice();
  const std::string token = access_token("alice");
  run("GetUserAttributeVerificationCode",
      with_metadata(object("AccessToken", token, "AttributeName", "email")));
  check("CustomMessage_VerifyUserAttribute", message(kConfirmed), kNoMessage);
  run("ForgotPassword", with_metadata(object("ClientId", client, "Username", "alice")));
  check("CustomMessage_ForgotPassword", message(kConfirmed), kNoMessage);
  run("ConfirmForgotPassword",
      with_metadata(object("ClientId", client, "Username", "alice", "ConfirmationCode",
                           inbox.code(), "Password", "Another-Horse-8")));
  check("PostConfirmation_ConfirmForgotPassword",
        R"({"userAttributes":)" + std::string(kConfirmed) + R"(,"clientMetadata":{"a":"1"}})",
        "{}");
  run("UpdateUserAttributes",
      with_metadata(
          object("AccessToken", sign_in("alice", "Another-Horse-8").get_string("AccessToken"))
              .set("UserAttributes", attributes("email", "alice@example.org"))));
  std::string changed(kConfirmed);
  replace_all(changed, "alice@example.com", "alice@example.org");
  replace_all(changed, R"("email_verified":"true")", R"("email_verified":"false")");
  check("CustomMessage_UpdateUserAttribute", message(changed), kNoMessage);
}

TEST_CASE_METHOD(EventsFixture, "events of users that an administrator creates") {
  run("AdminCreateUser",
      with_metadata(for_user("bob", "TemporaryPassword", kPassword)
                        .set("UserAttributes",
                             attributes("email", "alice@example.com", "email_verified", "false"))
                        .set("ValidationData", attributes("shop", "berlin"))));
  CHECK(events.back().find("callerContext")->get_string("clientId") == "CLIENT_ID_NOT_APPLICABLE");
  check("PreSignUp_AdminCreateUser",
        R"({"userAttributes":{"email":"alice@example.com","email_verified":"false"},
            "validationData":{"shop":"berlin"},"clientMetadata":{"a":"1"}})",
        R"({"autoConfirmUser":false,"autoVerifyEmail":false,"autoVerifyPhone":false})", "bob");
  std::string invited(kUnconfirmed);
  replace_all(invited, "UNCONFIRMED", "FORCE_CHANGE_PASSWORD");
  check("CustomMessage_AdminCreateUser", message(invited, R"("{username}")"), kNoMessage, "bob");
  const Json challenge = run("InitiateAuth", password_request("bob", kPassword));
  run("RespondToAuthChallenge",
      with_metadata(respond_request("NEW_PASSWORD_REQUIRED",
                                    object("USERNAME", "bob", "NEW_PASSWORD", "Another-Horse-8"),
                                    client, challenge.get_string("Session"))));
  const Json* created = nullptr;
  for (const Json& event : events) {
    if (event.get_string("triggerSource") == "TokenGeneration_NewPasswordChallenge") {
      created = &event;
    }
  }
  REQUIRE(created != nullptr);
  CHECK(*created->find("request")->find("clientMetadata") == object("a", "1"));
}

TEST_CASE_METHOD(EventsFixture, "events of users who are not here yet") {
  CHECK_FALSE(
      outcome("InitiateAuth", with_metadata(password_request("nobody", "Old-Pass-1"))).empty());
  check("UserMigration_Authentication",
        R"({"password":"Old-Pass-1","validationData":{"a":"1"},"clientMetadata":{"a":"1"}})",
        kNothingMigrated, "nobody");
  CHECK_FALSE(
      outcome("ForgotPassword", with_metadata(object("ClientId", client, "Username", "nobody")))
          .empty());
  check("UserMigration_ForgotPassword",
        R"({"password":null,"validationData":{"a":"1"},"clientMetadata":{"a":"1"}})",
        kNothingMigrated, "nobody");
}

TEST_CASE_METHOD(EventsFixture,
                 "T10: no event holds a password or a code, but the one to migrate by") {
  sign_up_alice();
  confirm_alice();
  sign_in("alice");
  run("ForgotPassword", object("ClientId", client, "Username", "alice"));
  run("AdminCreateUser", for_user("bob", "TemporaryPassword", "Temp-Horse-77")
                             .set("UserAttributes", attributes("email", "bob@example.com")));
  for (const Json& event : events) {
    const std::string text = event.dump();
    INFO(event.get_string("triggerSource"));
    CHECK(text.find(kPassword) == std::string::npos);
    CHECK(text.find("Temp-Horse-77") == std::string::npos);
  }
}
