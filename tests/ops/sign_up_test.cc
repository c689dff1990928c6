// Signing up and confirming: what is asked for, what is told, what is counted.
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kMismatch =
    "CodeMismatchException: Invalid verification code provided, please try again.";
constexpr std::string_view kExpired =
    "ExpiredCodeException: Invalid code provided, please request a code again.";
constexpr std::string_view kLimit =
    "LimitExceededException: Attempt limit exceeded, please try after some time.";

// A code that is not `code`.
std::string other_than(std::string code) {
  code[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
  return code;
}

}  // namespace

TEST_CASE_METHOD(AuthFixture, "a user signs up, confirms with the code and signs in") {
  const Json made = run("SignUp", sign_up_request("alice", "alice@example.com"));
  CHECK_FALSE(made.get_bool("UserConfirmed", true));
  CHECK(*made.find("CodeDeliveryDetails") ==
        json(R"({"AttributeName":"email","DeliveryMedium":"EMAIL","Destination":"a***@e***"})"));
  CHECK(inbox.newest().get_string("Destination") == "alice@example.com");
  CHECK(inbox.newest().get_string("Source") == "SignUp");
  CHECK(status_of("alice") == "UNCONFIRMED");
  CHECK(sign_in_refusal("alice", kPassword) == "UserNotConfirmedException: User is not confirmed.");
  const Json confirm =
      object("ClientId", client, "Username", "alice", "ConfirmationCode", inbox.code());
  run("ConfirmSignUp", confirm);
  CHECK(attribute("alice", "email_verified") == "true");
  CHECK(attribute("alice", "sub") == made.get_string("UserSub"));
  CHECK(sign_in("alice").get_string("TokenType") == "Bearer");
  CHECK(refusal("ConfirmSignUp", confirm) ==
        "NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED");
}

TEST_CASE_METHOD(AuthFixture, "a sign-up that is refused leaves no user and sends nothing") {
  struct Row {
    std::string_view change;  // Members of the request that differ.
    std::string_view refusal;
  };
  const auto row = GENERATE(
      Row{R"({"Password":"Short-7"})",
          "InvalidPasswordException: Password did not conform with policy: Password not long "
          "enough"},
      Row{R"({"Password":"lower-horse-7"})",
          "InvalidPasswordException: Password did not conform with policy: Password must have "
          "uppercase characters"},
      Row{R"({"Password":"UPPER-HORSE-7"})",
          "InvalidPasswordException: Password did not conform with policy: Password must have "
          "lowercase characters"},
      Row{R"({"Password":"Correct-Horse"})",
          "InvalidPasswordException: Password did not conform with policy: Password must have "
          "numeric characters"},
      Row{R"({"Password":"CorrectHorse7"})",
          "InvalidPasswordException: Password did not conform with policy: Password must have "
          "symbol characters"},
      Row{R"({"UserAttributes":[{"Name":"email","Value":"not an address"}]})",
          "InvalidParameterException: Invalid email address format."},
      Row{R"({"UserAttributes":[{"Name":"phone_number","Value":"555"}]})",
          "InvalidParameterException: Invalid phone number format."},
      Row{R"({"UserAttributes":[{"Name":"custom:x","Value":"1"}]})",
          "InvalidParameterException: Attributes did not conform to the schema: custom:x: "
          "Attribute does not exist in the schema."},
      Row{R"({"UserAttributes":[{"Name":"custom:x","Value":"1"},{"Name":"name","Value":"a"},
                                {"Name":"y","Value":"2"}]})",
          "InvalidParameterException: Attributes did not conform to the schema: custom:x: "
          "Attribute does not exist in the schema.\ny: Attribute does not exist in the schema."},
      // A01, A03, A12: what a user may not say about themselves.
      Row{R"({"UserAttributes":[{"Name":"sub","Value":"1"}]})",
          "InvalidParameterException: Cannot modify the non-mutable attribute sub"},
      Row{R"({"UserAttributes":[{"Name":"email_verified","Value":"true"}]})",
          "NotAuthorizedException: A client attempted to write unauthorized attribute"},
      Row{R"({"UserAttributes":[{"Name":"cognito:groups","Value":"admins"}]})",
          "InvalidParameterException: Attributes did not conform to the schema: cognito:groups: "
          "Attribute does not exist in the schema."},
      // A06.
      Row{R"({"UserAttributes":[{"Name":"name","Value":"a"},{"Name":"name","Value":"b"}]})",
          "InvalidParameterException: Attribute name is given more than once."});
  Json request = sign_up_request("alice", "alice@example.com");
  const Json change = json(row.change);
  for (const JsonMember& member : change.as_object()) request.set(member.key, member.value);
  CHECK(refusal("SignUp", request) == row.refusal);
  CHECK(inbox.size() == 0);
  CHECK(outcome("AdminGetUser", for_user("alice")) ==
        "UserNotFoundException: User does not exist.");
  run("SignUp", sign_up_request("alice", "alice@example.com"));
}

TEST_CASE_METHOD(AuthFixture, "A06, A10, U05, U06: a request of the wrong shape is refused") {
  const std::string many(2049, 'x');
  Json long_value = sign_up_request("alice");
  long_value.set("UserAttributes", attributes("name", many));
  CHECK(outcome("SignUp", long_value).starts_with("InvalidParameterException: "));
  long_value.set("UserAttributes", attributes("name", many.substr(1)));
  CHECK(outcome("SignUp", long_value).empty());

  for (const char* username :
       {R"("")", R"(" bob")", R"("bob ")", R"("bo b")", R"("\u00a0bob")", R"("bob\n")"}) {
    INFO(username);
    Json request = sign_up_request("x");
    request.set("Username", json(username));
    CHECK_FALSE(outcome("SignUp", request).empty());
  }
  for (const char* username : {R"(["bob"])", R"({"S":"bob"})", "7", "true", "null"}) {
    INFO(username);
    Json request = sign_up_request("x");
    request.set("Username", json(username));
    CHECK_FALSE(outcome("SignUp", request).empty());
  }
  for (const char* text : {"\"a\\u0000\"", "\"a\xff\"", "\"a\xed\xa0\x80\"", "\"a\xc0\xaf\""}) {
    CHECK_FALSE(engine
                    ->call({.kind = ops::Caller::Kind::host}, "SignUp",
                           "{\"ClientId\":\"" + client + "\",\"Password\":\"" +
                               std::string(kPassword) + "\",\"Username\":" + text + "}")
                    .ok());
  }
  CHECK(outcome("SignUp", sign_up_request("bob")).empty());
  CHECK(outcome("SignUp", sign_up_request(std::string(129, 'u'))).starts_with("InvalidParameter"));
  CHECK(outcome("SignUp", sign_up_request(std::string(128, 'u'))).empty());
}

TEST_CASE_METHOD(AuthFixture, "E06: a taken name is told at sign-up, whoever asks") {
  new_confirmed("alice");
  CHECK(refusal("SignUp", sign_up_request("alice")) ==
        "UsernameExistsException: User already exists");
  Json hidden = sign_up_request("alice");
  hidden.set("ClientId", hiding);
  CHECK(refusal("SignUp", hidden) == "UsernameExistsException: User already exists");
}

TEST_CASE_METHOD(AuthFixture, "R01: five wrong guesses spoil a confirmation code") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const std::string code = inbox.code();
  const auto confirm = [&](std::string_view guess) {
    return object("ClientId", client, "Username", "alice", "ConfirmationCode", guess);
  };
  for (int i = 0; i < 5; ++i)
    CHECK(refusal("ConfirmSignUp", confirm(other_than(code))) == kMismatch);
  CHECK(refusal("ConfirmSignUp", confirm(code)) == kExpired);
  run("ResendConfirmationCode", object("ClientId", client, "Username", "alice"));
  run("ConfirmSignUp", confirm(inbox.code()));
}

TEST_CASE_METHOD(AuthFixture, "R01: guesses at confirmation codes are fifteen an hour") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const auto guess = [&](std::string_view code) {
    return refusal("ConfirmSignUp",
                   object("ClientId", client, "Username", "alice", "ConfirmationCode", code));
  };
  for (int i = 0; i < 15; ++i) {
    if (i % 5 == 4) run("ResendConfirmationCode", object("ClientId", client, "Username", "alice"));
    CHECK(guess(other_than(inbox.code())) != kLimit);
  }
  CHECK(guess(inbox.code()) == kLimit);
  advance_s(3600);
  run("ConfirmSignUp",
      object("ClientId", client, "Username", "alice", "ConfirmationCode", inbox.code()));
}

TEST_CASE_METHOD(AuthFixture, "R03: a new code makes the old one worthless") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const std::string old_code = inbox.code();
  run("ResendConfirmationCode", object("ClientId", client, "Username", "alice"));
  REQUIRE(inbox.code() != old_code);
  CHECK(inbox.newest().get_string("Source") == "ResendCode");
  const auto confirm = [&](std::string_view code) {
    return object("ClientId", client, "Username", "alice", "ConfirmationCode", code);
  };
  CHECK(refusal("ConfirmSignUp", confirm(old_code)) == kMismatch);
  run("ConfirmSignUp", confirm(inbox.code()));
}

TEST_CASE_METHOD(AuthFixture, "codes are resent five times an hour, to who is not confirmed") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const Json resend = object("ClientId", client, "Username", "alice");
  for (int i = 0; i < 5; ++i) run("ResendConfirmationCode", resend);
  CHECK(refusal("ResendConfirmationCode", resend) == kLimit);
  CHECK(inbox.size() == 6);
  run("ConfirmSignUp",
      object("ClientId", client, "Username", "alice", "ConfirmationCode", inbox.code()));
  CHECK(refusal("ResendConfirmationCode", resend) ==
        "InvalidParameterException: User is already confirmed.");
}

TEST_CASE_METHOD(AuthFixture, "a confirmation code is good for a day") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  run("SignUp", sign_up_request("bob", "bob@example.com"));
  const Json confirm =
      object("ClientId", client, "Username", "bob", "ConfirmationCode", inbox.code());
  SECTION("to its last second") {
    advance_s(86'399);
    run("ConfirmSignUp", confirm);
  }
  SECTION("and not a second longer") {
    advance_s(86'400);
    CHECK(refusal("ConfirmSignUp", confirm) == kExpired);
  }
}

TEST_CASE_METHOD(AuthFixture,
                 "an unknown user at confirmation is told or hidden as the client says") {
  const auto confirm = [&](std::string_view client_id) {
    return object("ClientId", client_id, "Username", "nobody", "ConfirmationCode", "123456");
  };
  CHECK(refusal("ConfirmSignUp", confirm(client)) ==
        "UserNotFoundException: Username/client id combination not found.");
  CHECK(refusal("ConfirmSignUp", confirm(hiding)) ==
        "CodeMismatchException: Invalid verification code provided, please try again.");
  CHECK(refusal("ResendConfirmationCode", object("ClientId", client, "Username", "nobody")) ==
        "UserNotFoundException: Username/client id combination not found.");
  const Json answer =
      run("ResendConfirmationCode", object("ClientId", hiding, "Username", "nobody"));
  CHECK(answer.find("CodeDeliveryDetails")->get_string("DeliveryMedium") == "EMAIL");
  CHECK(inbox.size() == 0);
}

TEST_CASE("a pool for administrators only refuses sign-up") {
  AuthFixture fixture(R"({"AdminCreateUserConfig":{"AllowAdminCreateUserOnly":true}})");
  CHECK(fixture.refusal("SignUp", fixture.sign_up_request("alice")) ==
        "NotAuthorizedException: SignUp is not permitted for this user pool");
  fixture.run("AdminCreateUser", fixture.for_user("alice", "MessageAction", "SUPPRESS"));
}

TEST_CASE("E06: an address that somebody signs in with is told only after it was proven") {
  AuthFixture fixture(R"({"AliasAttributes":["email"],"AutoVerifiedAttributes":["email"]})");
  fixture.new_confirmed("alice");
  // The same address again: nothing is told until the code arrives at it.
  fixture.run("SignUp", fixture.sign_up_request("bob", "alice@example.com"));
  Json confirm = object("ClientId", fixture.client, "Username", "bob", "ConfirmationCode",
                        fixture.inbox.code());
  CHECK(fixture.refusal("ConfirmSignUp", confirm) ==
        "AliasExistsException: An account with the email already exists.");
  CHECK(fixture
            .tokens_of(fixture.run("InitiateAuth",
                                   fixture.password_request("alice@example.com", kPassword)))
            .contains("IdToken"));
  confirm.set("ForceAliasCreation", true);
  fixture.run("ConfirmSignUp", confirm);
  CHECK(fixture.attribute("alice", "email_verified") == "false");
  CHECK(fixture.attribute("bob", "email_verified") == "true");
}

TEST_CASE("U09: a username never takes over what another user signs in with") {
  AuthFixture fixture(
      R"({"AliasAttributes":["email","preferred_username"],"AutoVerifiedAttributes":["email"]})");
  fixture.new_confirmed("alice");
  CHECK(fixture.refusal("SignUp", fixture.sign_up_request("mallory@example.com")) ==
        "InvalidParameterException: Username cannot be of email format, since user pool is "
        "configured for email alias.");
  const auto prefer = [&](std::string_view name, std::string_view preferred) {
    Json request = fixture.for_user(name);
    return request.set("UserAttributes", attributes("preferred_username", preferred));
  };
  fixture.run("AdminUpdateUserAttributes", prefer("alice", "queen"));
  CHECK(fixture.refusal("SignUp", fixture.sign_up_request("queen")) ==
        "UsernameExistsException: User already exists");
  CHECK(
      fixture.refusal("AdminCreateUser", fixture.for_user("queen", "MessageAction", "SUPPRESS")) ==
      "UsernameExistsException: User account already exists");
  fixture.new_confirmed("mallory");
  CHECK(fixture.refusal("AdminUpdateUserAttributes", prefer("mallory", "alice")) ==
        "AliasExistsException: An account with the given preferred_username already exists.");
  CHECK(fixture.refusal("AdminUpdateUserAttributes", prefer("mallory", "queen")) ==
        "AliasExistsException: An account with the given preferred_username already exists.");
  fixture.run("AdminUpdateUserAttributes", prefer("mallory", "jester"));
  CHECK(fixture.sign_in("jester").contains("AccessToken"));
}

TEST_CASE("a preferred username that users sign in with is not given before they are confirmed") {
  AuthFixture fixture(
      R"({"AliasAttributes":["preferred_username"],"AutoVerifiedAttributes":["email"]})");
  const Json preferring = fixture.sign_up_request("bob").set(
      "UserAttributes", attributes("preferred_username", "bobby"));
  CHECK(fixture.refusal("SignUp", preferring) ==
        "InvalidParameterException: Preferred username cannot be provided for unconfirmed account, "
        "since user pool is configured for preferred username alias.");
  fixture.new_confirmed("alice");
  fixture.run("UpdateUserAttributes",
              object("AccessToken", fixture.access_token("alice"))
                  .set("UserAttributes", attributes("preferred_username", "ally")));
  CHECK(fixture.sign_in("ally").contains("AccessToken"));
  // Where it is no alias it is an attribute as others are.
  AuthFixture plain;
  CHECK(plain
            .outcome("SignUp", plain.sign_up_request("bob").set(
                                   "UserAttributes", attributes("preferred_username", "bobby")))
            .empty());
}

TEST_CASE("usernames that are addresses are checked for their form and stored under the sub") {
  AuthFixture fixture(R"({"UsernameAttributes":["email"],"AutoVerifiedAttributes":["email"]})");
  CHECK(fixture.refusal("SignUp", fixture.sign_up_request("alice")) ==
        "InvalidParameterException: Username should be an email.");
  const Json made = fixture.run("SignUp", fixture.sign_up_request("alice@example.com"));
  CHECK(fixture.get_user("alice@example.com").get_string("Username") == made.get_string("UserSub"));
  CHECK(fixture.refusal("SignUp", fixture.sign_up_request("alice@example.com")) ==
        "UsernameExistsException: An account with the given email already exists.");
  fixture.run("ConfirmSignUp", object("ClientId", fixture.client, "Username", "alice@example.com",
                                      "ConfirmationCode", fixture.inbox.code()));
  CHECK(fixture.sign_in("alice@example.com").contains("AccessToken"));
}

TEST_CASE("A05, U02: in a pool without case two spellings are one name") {
  AuthFixture fixture(R"({"UsernameConfiguration":{"CaseSensitive":false},
      "AliasAttributes":["email"],"AutoVerifiedAttributes":["email"]})");
  fixture.new_confirmed("Alice");
  CHECK(fixture.refusal("SignUp", fixture.sign_up_request("ALICE")) ==
        "UsernameExistsException: User already exists");
  CHECK(fixture.sign_in("aLiCe").contains("AccessToken"));
  CHECK(fixture.sign_in("ALICE@EXAMPLE.COM").contains("AccessToken"));
  AuthFixture sensitive;
  sensitive.new_confirmed("Alice");
  sensitive.new_confirmed("ALICE");
}

TEST_CASE_METHOD(AuthFixture,
                 "E04: to a hiding client a confirmed user is like nobody at confirmation") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  run("AdminConfirmSignUp", for_user("alice"));
  const std::size_t sent = inbox.size();
  for (const char* name : {"alice", "nobody"}) {
    INFO(name);
    const Json confirm = object("ClientId", hiding, "Username", name, "ConfirmationCode", "123456");
    CHECK(refusal("ConfirmSignUp", confirm) == kMismatch);
    const Json resend = object("ClientId", hiding, "Username", name);
    const Json answer = run("ResendConfirmationCode", resend);
    CHECK(answer.find("CodeDeliveryDetails")->get_string("DeliveryMedium") == "EMAIL");
    CHECK(answer == run("ResendConfirmationCode", resend));
    // Limited alike, too.
    for (int i = 0; i < 3; ++i) run("ResendConfirmationCode", resend);
    CHECK(refusal("ResendConfirmationCode", resend).starts_with("LimitExceededException: "));
    for (int i = 0; i < 14; ++i) CHECK(refusal("ConfirmSignUp", confirm) == kMismatch);
    CHECK(refusal("ConfirmSignUp", confirm).starts_with("LimitExceededException: "));
  }
  CHECK(inbox.size() == sent);
  // A client that tells says what it is.
  CHECK(refusal("ResendConfirmationCode", object("ClientId", client, "Username", "alice")) ==
        "InvalidParameterException: User is already confirmed.");
  CHECK(refusal("ConfirmSignUp",
                object("ClientId", client, "Username", "alice", "ConfirmationCode", "123456"))
            .starts_with("LimitExceededException: "));
}

TEST_CASE("a PreSignUp function that vouches for an address that is taken moves it") {
  AuthFixture fixture(R"({"AliasAttributes":["email"],"AutoVerifiedAttributes":["email"]})");
  fixture.new_confirmed("alice");
  REQUIRE(fixture.engine
              ->set_trigger("PreSignUp", 0, fixture.pool,
                            [](std::string_view) -> Result<std::string> {
                              return std::string(R"({"response":{"autoConfirmUser":true,
                                  "autoVerifyEmail":true}})");
                            })
              .ok());
  const Json made = fixture.run("SignUp", fixture.sign_up_request("bob", "alice@example.com"));
  CHECK(fixture.get_user("alice@example.com").get_string("Username") == "bob");
  CHECK(fixture.attribute("alice", "email_verified") == "false");
  CHECK(made.get_bool("UserConfirmed"));
  CHECK_FALSE(made.contains("Session"));
}

TEST_CASE_METHOD(AuthFixture, "a client without USER_AUTH gets no Sessions of a sign-up") {
  CHECK_FALSE(run("SignUp", sign_up_request("alice", "alice@example.com")).contains("Session"));
  const Json confirmed = run("ConfirmSignUp", object("ClientId", client, "Username", "alice",
                                                     "ConfirmationCode", inbox.code()));
  CHECK_FALSE(confirmed.contains("Session"));
}
