// The host's functions: what each is told, what each may answer, and what happens when one
// misbehaves.
#include "ops/trigger_fixture.h"

using namespace postern;
using namespace postern::test;

TEST_CASE_METHOD(TriggerFixture, "each call fires its triggers in Cognito's order") {
  record_all();
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  CHECK(sources() == "PreSignUp_SignUp CustomMessage_SignUp ");
  run("ResendConfirmationCode", object("ClientId", client, "Username", "alice"));
  CHECK(sources() == "CustomMessage_ResendCode ");
  run("ConfirmSignUp",
      object("ClientId", client, "Username", "alice", "ConfirmationCode", inbox.code()));
  CHECK(sources() == "PostConfirmation_ConfirmSignUp ");
  const Json tokens = sign_in("alice");
  CHECK(sources() ==
        "PreAuthentication_Authentication PostAuthentication_Authentication "
        "TokenGeneration_Authentication ");
  const SrpStart srp = start_srp("alice");
  CHECK(sources() == "PreAuthentication_Authentication ");
  run("RespondToAuthChallenge", srp_request(srp, kPassword));
  CHECK(sources() == "PostAuthentication_Authentication TokenGeneration_Authentication ");
  run("InitiateAuth", refresh_request(tokens.get_string("RefreshToken")));
  CHECK(sources() == "TokenGeneration_RefreshTokens ");
  const std::string_view token = tokens.get_string("AccessToken");
  run("UpdateUserAttributes",
      object("AccessToken", token).set("UserAttributes", attributes("email", "new@example.com")));
  CHECK(sources() == "CustomMessage_UpdateUserAttribute ");
  run("GetUserAttributeVerificationCode", object("AccessToken", token, "AttributeName", "email"));
  CHECK(sources() == "CustomMessage_VerifyUserAttribute ");
  run("VerifyUserAttribute",
      object("AccessToken", token, "AttributeName", "email", "Code", inbox.code()));
  run("ForgotPassword", object("ClientId", client, "Username", "alice"));
  CHECK(sources() == "CustomMessage_ForgotPassword ");
  run("ConfirmForgotPassword", object("ClientId", client, "Username", "alice", "ConfirmationCode",
                                      inbox.code(), "Password", "Another-Horse-8"));
  CHECK(sources() == "PostConfirmation_ConfirmForgotPassword ");
  run("AdminCreateUser", for_user("bob", "TemporaryPassword", kPassword)
                             .set("UserAttributes", attributes("email", "bob@example.com")));
  CHECK(sources() == "PreSignUp_AdminCreateUser CustomMessage_AdminCreateUser ");
  const Json challenge = run("InitiateAuth", password_request("bob", kPassword));
  CHECK(sources() == "PreAuthentication_Authentication ");
  run("RespondToAuthChallenge",
      respond_request("NEW_PASSWORD_REQUIRED",
                      object("USERNAME", "bob", "NEW_PASSWORD", "Another-Horse-8"), client,
                      challenge.get_string("Session")));
  CHECK(sources() == "PostAuthentication_Authentication TokenGeneration_NewPasswordChallenge ");
  run("SignUp", sign_up_request("carol"));
  sources();
  run("AdminConfirmSignUp", for_user("carol"));
  CHECK(sources() == "PostConfirmation_ConfirmSignUp ");
  CHECK_FALSE(outcome("InitiateAuth", password_request("nobody", kPassword)).empty());
  CHECK(sources() == "UserMigration_Authentication ");
  CHECK_FALSE(outcome("InitiateAuth", password_request("nobody", kPassword, hiding)).empty());
  CHECK(sources() == "UserMigration_Authentication PreAuthentication_Authentication ");
  CHECK_FALSE(outcome("ForgotPassword", object("ClientId", client, "Username", "nobody")).empty());
  CHECK(sources() == "UserMigration_ForgotPassword ");
}

TEST_CASE_METHOD(TriggerFixture, "the envelope of an event is Lambda's") {
  record("PreSignUp");
  Json request = sign_up_request("alice", "alice@example.com");
  request.set("ValidationData", attributes("shop", "berlin"));
  request.set("ClientMetadata", object("a", "1"));
  run("SignUp", request);
  REQUIRE(events.size() == 1);
  const Json& event = events[0];
  CHECK(members(event) ==
        "version triggerSource region userPoolId userName callerContext request response ");
  CHECK(event.get_string("version") == "1");
  CHECK(event.get_string("region") == "us-east-1");
  CHECK(event.get_string("userPoolId") == pool);
  CHECK(event.get_string("userName") == "alice");
  CHECK(*event.find("callerContext") ==
        object("awsSdkVersion", "aws-sdk-unknown-unknown", "clientId", client));
  CHECK(*event.find("request")->find("validationData") == object("shop", "berlin"));
  CHECK(*event.find("request")->find("clientMetadata") == object("a", "1"));
  CHECK(*event.find("response") ==
        json(R"({"autoConfirmUser":false,"autoVerifyEmail":false,"autoVerifyPhone":false})"));
}

TEST_CASE_METHOD(TriggerFixture, "each trigger is told its own members, and attributes as text") {
  new_confirmed("alice");
  record_all();
  const Json with_metadata =
      password_request("alice", kPassword, hiding).set("ClientMetadata", object("a", "1"));
  const Json tokens = tokens_of(run("InitiateAuth", with_metadata));
  REQUIRE(events.size() == 3);
  const auto request_of = [&](std::size_t i) { return *events[i].find("request"); };
  CHECK(members(request_of(0)) == "userAttributes validationData userNotFound ");
  CHECK(*request_of(0).find("validationData") == object("a", "1"));
  CHECK_FALSE(request_of(0).get_bool("userNotFound", true));
  CHECK(members(request_of(1)) == "userAttributes newDeviceUsed clientMetadata ");
  // InitiateAuth's metadata goes to the functions that run before the password, and no further.
  CHECK(*request_of(1).find("clientMetadata") == Json::object());
  CHECK(*request_of(2).find("clientMetadata") == Json::object());
  CHECK(request_of(2).contains("groupConfiguration"));
  const Json seen = *request_of(1).find("userAttributes");
  CHECK(seen.get_string("email_verified") == "true");
  CHECK(seen.get_string("cognito:user_status") == "CONFIRMED");
  CHECK(seen.get_string("sub").size() == 36);

  events.clear();
  run("RespondToAuthChallenge",
      srp_request(start_srp("alice"), kPassword).set("ClientMetadata", object("b", "2")));
  CHECK(*request_of(1).find("clientMetadata") == object("b", "2"));
  CHECK(*request_of(2).find("clientMetadata") == object("b", "2"));

  events.clear();
  run("GetTokensFromRefreshToken",
      object("ClientId", hiding, "RefreshToken", tokens.get_string("RefreshToken"))
          .set("ClientMetadata", object("c", "3")));
  CHECK(*request_of(0).find("clientMetadata") == object("c", "3"));

  events.clear();
  CHECK_FALSE(outcome("InitiateAuth", password_request("nobody", "Secret-Pass-1", hiding)).empty());
  CHECK(members(request_of(0)) == "password validationData clientMetadata ");
  CHECK(request_of(0).get_string("password") == "Secret-Pass-1");
  CHECK(request_of(1).get_bool("userNotFound"));

  events.clear();
  run("ForgotPassword", object("ClientId", client, "Username", "alice"));
  CHECK(request_of(0).get_string("codeParameter") == "{####}");
  CHECK(request_of(0).find("usernameParameter")->is_null());
  CHECK_FALSE(outcome("ForgotPassword", object("ClientId", client, "Username", "nobody")).empty());
  CHECK(events[1].find("request")->find("password")->is_null());
}

TEST_CASE_METHOD(TriggerFixture, "T01: a function that fails refuses the call with its own words") {
  struct Row {
    std::string_view trigger;
    std::string_view operation;
    Json request;
  };
  new_confirmed("alice");
  const Json tokens = sign_in("alice");
  const Row rows[] = {
      {"PreSignUp", "SignUp", sign_up_request("bob", "bob@example.com")},
      {"CustomMessage", "ForgotPassword", object("ClientId", client, "Username", "alice")},
      {"PreAuthentication", "InitiateAuth", password_request("alice", kPassword)},
      {"PostAuthentication", "InitiateAuth", password_request("alice", kPassword)},
      {"PreTokenGeneration", "InitiateAuth", password_request("alice", kPassword)},
      {"PreTokenGeneration", "InitiateAuth", refresh_request(tokens.get_string("RefreshToken"))},
      {"UserMigration", "InitiateAuth", password_request("nobody", kPassword)}};
  for (const Row& row : rows) {
    INFO(row.trigger);
    fail(row.trigger, "no entry.");
    CHECK(refusal(row.operation, row.request) ==
          "UserLambdaValidationException: " + std::string(row.trigger) +
              " failed with error no entry..");
    set(row.trigger, {});
  }
  CHECK(refusal("AdminGetUser", for_user("bob")) == "UserNotFoundException: User does not exist.");
  CHECK(outcome("SignUp", sign_up_request("bob", "bob@example.com")).empty());
  // A confirmation that was told to the function too late stands.
  fail("PostConfirmation", "late");
  CHECK(refusal("ConfirmSignUp",
                object("ClientId", client, "Username", "bob", "ConfirmationCode", inbox.code())) ==
        "UserLambdaValidationException: PostConfirmation failed with error late.");
  CHECK(status_of("bob") == "CONFIRMED");
}

TEST_CASE_METHOD(TriggerFixture, "T05: an answer that is no event is refused") {
  const std::string deep = [] {
    std::string text = "{\"response\":";
    for (int i = 0; i < 50; ++i) text += "[";
    return text;
  }();
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"),
        std::string(R"({"response":[]})"), std::string(R"({"response":null})"),
        std::string("{\"response\":{\"a\":\"\xff\"}}"),
        std::string(R"({"response":{"autoConfirmUser":"yes"}})"), deep,
        R"({"response":{},"pad":")" + std::string(2 << 20, 'x') + "\"}"}) {
    INFO(text.substr(0, 40));
    answer("PreSignUp", text);
    CHECK(refusal("SignUp", sign_up_request("alice")) ==
          "InvalidLambdaResponseException: Unrecognizable lambda output");
  }
  answer("PreSignUp", R"({"response":{"autoConfirmUser":null}})");
  CHECK(outcome("SignUp", sign_up_request("alice")).empty());
}

TEST_CASE_METHOD(TriggerFixture, "PreSignUp confirms and verifies, for sign-ups only") {
  record("PreSignUp", R"({"autoConfirmUser":true,"autoVerifyEmail":true,"autoVerifyPhone":true})");
  record("PostConfirmation");
  const Json made = run("SignUp", sign_up_request("alice", "alice@example.com"));
  CHECK(made.get_bool("UserConfirmed"));
  CHECK_FALSE(made.contains("CodeDeliveryDetails"));
  CHECK(inbox.size() == 0);
  CHECK(sources() == "PreSignUp_SignUp PostConfirmation_ConfirmSignUp ");
  CHECK(attribute("alice", "email_verified") == "true");
  CHECK(attribute("alice", "phone_number_verified") == "(none)");
  CHECK(sign_in("alice").contains("AccessToken"));
  run("AdminCreateUser", for_user("bob", "MessageAction", "SUPPRESS"));
  CHECK(status_of("bob") == "FORCE_CHANGE_PASSWORD");
}

TEST_CASE("an address that a function vouches for moves to the new user") {
  TriggerFixture fixture(R"({"AliasAttributes":["email"],"AutoVerifiedAttributes":["email"]})");
  fixture.new_confirmed("alice");
  const std::string address = "alice@example.com";
  REQUIRE(fixture.sign_in(address).contains("AccessToken"));
  fixture.record("PreSignUp", R"({"autoConfirmUser":true,"autoVerifyEmail":true})");
  fixture.run("SignUp", fixture.sign_up_request("bob", address));
  CHECK(fixture.attribute("alice", "email_verified") == "false");
  CHECK(fixture.get_user(address).get_string("Username") == "bob");
  fixture.set("PreSignUp", {});
  const auto migrate = [&](std::string_view name, std::string_view force) {
    fixture.record("UserMigration", R"({"userAttributes":{"email":"alice@example.com",
        "email_verified":"true"},"finalUserStatus":"CONFIRMED","forceAliasCreation":)" +
                                        std::string(force) + "}");
    return fixture.outcome("InitiateAuth", fixture.password_request(name, kPassword));
  };
  CHECK(migrate("carol", "false") ==
        "UsernameExistsException: An account with the given email already exists.");
  CHECK(migrate("carol", "true").empty());
  CHECK(fixture.get_user(address).get_string("Username") == "carol");
}

TEST_CASE("a function that the pool names and nobody registered is an error, not a gap") {
  AuthFixture fixture(
      R"({"LambdaConfig":{"PreSignUp":"arn:aws:lambda:us-east-1:000000000000:function:f"}})");
  CHECK(fixture.refusal("SignUp", fixture.sign_up_request("alice")) ==
        "UnexpectedLambdaException: PreSignUp invocation failed due to configuration.");
}

TEST_CASE_METHOD(TriggerFixture, "T03: a function may call the engine about the same user") {
  new_confirmed("alice");
  int depth = 0;
  set("PostAuthentication", [&](std::string_view event) -> Result<std::string> {
    run("AdminUpdateUserAttributes",
        for_user("alice").set("UserAttributes", attributes("nickname", std::to_string(++depth))));
    if (depth < 3) sign_in("alice");
    return std::string(event);
  });
  CHECK(sign_in("alice").contains("AccessToken"));
  CHECK(attribute("alice", "nickname") == "3");
}

TEST_CASE_METHOD(TriggerFixture, "T06: what a function changes of the request changes nothing") {
  new_confirmed("alice");
  for (const char* name : {"PreAuthentication", "PostAuthentication"}) {
    set(name, [](std::string_view text) -> Result<std::string> {
      Json event = Json::parse(text).value();
      event.set("userName", "mallory").set("userPoolId", "us-east-1_Other0000");
      event.set("request", json(R"({"userAttributes":{"sub":"x","email":"evil@example.com"}})"));
      return event.dump();
    });
  }
  answer("PreTokenGeneration", R"({"response":{"claimsOverrideDetails":{"claimsToAddOrOverride":{
      "sub":"x","iss":"x","aud":"x","exp":"9","token_use":"access","cognito:username":"mallory",
      "shop":"berlin"},"claimsToSuppress":["iss","email"]}}})");
  const Json tokens = sign_in("alice");
  const auto claims = engine->verify(tokens.get_string("IdToken"), {.client_id = client});
  REQUIRE(claims.ok());
  const Json payload = json(**claims);
  CHECK(payload.get_string("cognito:username") == "alice");
  CHECK(payload.get_string("token_use") == "id");
  CHECK(payload.get_string("shop") == "berlin");
  CHECK_FALSE(payload.contains("email"));
  CHECK(attribute("alice", "email") == "alice@example.com");
}

TEST_CASE_METHOD(TriggerFixture, "T08: a user who goes while a function runs gets no tokens") {
  new_confirmed("alice");
  const std::string refresh(sign_in("alice").get_string("RefreshToken"));
  struct Row {
    std::string_view operation;
    std::string_view sign_in_refusal;
    std::string_view refresh_refusal;
  };
  const auto row = GENERATE(Row{"AdminDisableUser", "NotAuthorizedException: User is disabled.",
                                "NotAuthorizedException: Refresh Token has been revoked"},
                            Row{"AdminDeleteUser", "UserNotFoundException: User does not exist.",
                                "NotAuthorizedException: Invalid Refresh Token"});
  const bool refreshing = GENERATE(false, true);
  set("PreTokenGeneration", [&](std::string_view) -> Result<std::string> {
    run(row.operation, for_user("alice"));
    return std::string(R"({"response":{}})");
  });
  if (refreshing) {
    CHECK(refusal("InitiateAuth", refresh_request(refresh)) == row.refresh_refusal);
  } else {
    CHECK(refusal("InitiateAuth", password_request("alice", kPassword)) == row.sign_in_refusal);
  }
}

TEST_CASE_METHOD(TriggerFixture,
                 "T08: a password changed while it is checked proves nothing any more") {
  new_confirmed("alice");
  const auto change = [&](std::string_view event) -> Result<std::string> {
    run("AdminSetUserPassword",
        for_user("alice", "Password", "Another-Horse-8").set("Permanent", true));
    return std::string(event);
  };
  set("PostAuthentication", change);
  SECTION("sent") {
    CHECK(sign_in_refusal("alice", kPassword) == kNotAuthorized);
  }
  SECTION("proven") {
    CHECK(refusal("RespondToAuthChallenge", srp_request(start_srp("alice"), kPassword)) ==
          kNotAuthorized);
  }
  set("PostAuthentication", {});
  CHECK(sign_in("alice", "Another-Horse-8").contains("AccessToken"));
}

TEST_CASE_METHOD(TriggerFixture,
                 "UserMigration brings a user in with the password that was proven") {
  record("UserMigration", R"({"userAttributes":{"email":"alice@example.com","email_verified":"true",
      "username":"alice"},"finalUserStatus":"CONFIRMED","messageAction":"SUPPRESS"})");
  CHECK(sign_in("alice", "legacy").contains("AccessToken"));  // The policy is not asked.
  CHECK(attribute("alice", "email_verified") == "true");
  set("UserMigration", {});
  CHECK(sign_in("alice", "legacy").contains("AccessToken"));
  CHECK(sign_in_refusal("alice", kWrongPassword) == kNotAuthorized);
}

TEST_CASE("UserMigration may switch SMS on as the second factor") {
  TriggerFixture fixture(R"({"MfaConfiguration":"OPTIONAL",
      "SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/sns-role"}})");
  const auto challenge = [&](std::string_view name, std::string_view enable) {
    fixture.record("UserMigration", R"({"userAttributes":{"phone_number":"+4912345678",
        "phone_number_verified":"true"},"finalUserStatus":"CONFIRMED","enableSMSMFA":)" +
                                        std::string(enable) + "}");
    const Json answer = fixture.run("InitiateAuth", fixture.password_request(name, kPassword));
    return std::string(answer.get_string("ChallengeName"));
  };
  CHECK(challenge("alice", "true") == "SMS_MFA");
  CHECK(challenge("bob", "false").empty());
}

TEST_CASE_METHOD(TriggerFixture, "UserMigration is refused what an administrator would be") {
  const auto said = [&](std::string_view response) {
    record("UserMigration", response);
    return outcome("InitiateAuth", password_request("alice", "legacy"));
  };
  CHECK(said(R"({"userAttributes":{}})") == "UserNotFoundException: User does not exist.");
  CHECK(said(R"({"userAttributes":{"email":7}})") ==
        "InvalidLambdaResponseException: Unrecognizable lambda output");
  for (const char* member :
       {R"("finalUserStatus":"ROOT")", R"("finalUserStatus":1)", R"("enableSMSMFA":"yes")",
        R"("forceAliasCreation":1)", R"("messageAction":true)"}) {
    CHECK(said(R"({"userAttributes":{"email":"a@b.example"},)" + std::string(member) + "}") ==
          "InvalidLambdaResponseException: Unrecognizable lambda output");
  }
  CHECK(
      said(R"({"userAttributes":{"custom:none":"x"}})").starts_with("InvalidParameterException: "));
  CHECK(said(R"({"userAttributes":{"email":"a@b.example"}})") ==
        "PasswordResetRequiredException: Password reset required for the user");
  // At ForgotPassword the migrated user is sent a code.
  record("UserMigration",
         R"({"userAttributes":{"email":"bob@example.com","email_verified":"true"}})");
  run("ForgotPassword", object("ClientId", client, "Username", "bob"));
  CHECK(inbox.newest().get_string("Destination") == "bob@example.com");
  CHECK(status_of("bob") == "RESET_REQUIRED");
}

TEST_CASE_METHOD(TriggerFixture, "CustomMessage writes the message, code included") {
  record("CustomMessage", R"({"emailMessage":"Hi, {####}","emailSubject":"Hello"})");
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  CHECK(std::string(inbox.newest().get_string("Body")).starts_with("Hi, "));
  CHECK(inbox.newest().get_string("Subject") == "Hello");
  run("ConfirmSignUp",
      object("ClientId", client, "Username", "alice", "ConfirmationCode", inbox.code()));
  record("CustomMessage", R"({"emailMessage":"no code in here"})");
  CHECK(refusal("ForgotPassword", object("ClientId", client, "Username", "alice"))
            .starts_with("InvalidLambdaResponseException: "));
}

TEST_CASE_METHOD(TriggerFixture,
                 "R14: a username that looks like markup or a placeholder stays text") {
  run("SignUp", sign_up_request("<b>{####}</b>", "a@example.com"));
  run("AdminCreateUser", for_user("<i>{####}\"&", "TemporaryPassword", "Temp-{username}-7a")
                             .set("UserAttributes", attributes("email", "b@example.com")));
  const std::string body(inbox.newest().get_string("Body"));
  CHECK(
      body ==
      "Your username is &lt;i&gt;{####}&quot;&amp; and temporary password is Temp-{username}-7a.");
}
