// Attributes of a user: who may write which, and what an address is worth before it is proven.
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kUnauthorized =
    "NotAuthorizedException: A client attempted to write unauthorized attribute";
constexpr std::string_view kSub =
    "InvalidParameterException: Cannot modify the non-mutable attribute sub";
constexpr std::string_view kPoolMembers = R"({"AutoVerifiedAttributes":["email"],
    "Schema":[{"Name":"badge","AttributeDataType":"String","Mutable":false},
              {"Name":"tier","AttributeDataType":"String","Mutable":true},
              {"Name":"note","AttributeDataType":"String","Mutable":true,
               "DeveloperOnlyAttribute":true}]})";

struct AttributeFixture : AuthFixture {
  std::string token;

  explicit AttributeFixture(std::string_view pool_members = kPoolMembers)
      : AuthFixture(pool_members) {
    new_confirmed("alice");
    token = access_token("alice");
  }
  Json update_request(Json list) {
    return object("AccessToken", token).set("UserAttributes", std::move(list));
  }
  Json admin_request(Json list) { return for_user("alice").set("UserAttributes", std::move(list)); }
  std::string update(Json list) {
    return outcome("UpdateUserAttributes", update_request(std::move(list)));
  }
};

}  // namespace

TEST_CASE_METHOD(AttributeFixture,
                 "A01, A02, A03, A12: the same writes are refused through every door") {
  struct Row {
    std::string_view name;
    std::string_view by_user;  // Refusal for the user through a client that may write all but this.
    std::string_view by_admin;     // Refusal for an administrator; "": allowed.
    std::string_view at_creation;  // Refusal while there is no user yet.
  };
  const Row rows[] = {
      {"sub", kSub, kSub, kSub},
      {"email_verified", kUnauthorized, "", kUnauthorized},
      {"phone_number_verified", kUnauthorized, "", kUnauthorized},
      {"dev:custom:note", kUnauthorized, "", kUnauthorized},
      {"custom:tier", "", "", ""},
      {"name", "", "", ""},
      {"cognito:groups",
       "InvalidParameterException: user.cognito:groups: Attribute does not exist in the schema.\n",
       "InvalidParameterException: user.cognito:groups: Attribute does not exist in the schema.\n",
       "InvalidParameterException: Attributes did not conform to the schema: cognito:groups: "
       "Attribute does not exist in the schema."},
      {"custom:other",
       "InvalidParameterException: user.custom:other: Attribute does not exist in the schema.\n",
       "InvalidParameterException: user.custom:other: Attribute does not exist in the schema.\n",
       "InvalidParameterException: Attributes did not conform to the schema: custom:other: "
       "Attribute does not exist in the schema."}};
  int count = 0;
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(update(attributes(row.name, "true")) == row.by_user);
    CHECK(outcome("AdminUpdateUserAttributes", admin_request(attributes(row.name, "true"))) ==
          row.by_admin);
    const std::string name = "user" + std::to_string(++count);
    Json sign_up = sign_up_request(name);
    sign_up.set("UserAttributes", attributes(row.name, "true"));
    CHECK(outcome("SignUp", sign_up) == row.at_creation);
    // And through the challenge that lets a new user complete their attributes.
    run("AdminCreateUser",
        for_user("c" + name, "TemporaryPassword", kPassword, "MessageAction", "SUPPRESS"));
    const Json challenge = run("InitiateAuth", password_request("c" + name, kPassword));
    CHECK(outcome("RespondToAuthChallenge",
                  respond_request("NEW_PASSWORD_REQUIRED",
                                  object("USERNAME", "c" + name, "NEW_PASSWORD", "Another-Horse-8",
                                         "userAttributes." + std::string(row.name), "true"),
                                  client, challenge.get_string("Session"))) == row.at_creation);
  }
}

TEST_CASE_METHOD(AttributeFixture, "A02: a client writes and reads only what it lists") {
  const std::string narrow =
      make_client(R"({"WriteAttributes":["email","name"],"ReadAttributes":["email"]})");
  const std::string narrow_token(sign_in("alice", kPassword, narrow).get_string("AccessToken"));
  const auto with = [&](Json list) {
    return object("AccessToken", narrow_token).set("UserAttributes", std::move(list));
  };
  CHECK(outcome("UpdateUserAttributes", with(attributes("name", "Al", "custom:tier", "gold"))) ==
        kUnauthorized);
  CHECK(attribute("alice", "name") == "(none)");  // All or nothing.
  CHECK(outcome("UpdateUserAttributes", with(attributes("name", "Al"))).empty());
  CHECK(outcome("DeleteUserAttributes",
                object("AccessToken", narrow_token)
                    .set("UserAttributeNames", json(R"(["custom:tier"])"))) == kUnauthorized);
  const Json seen = run("GetUser", object("AccessToken", narrow_token));
  for (const Json& item : seen.find("UserAttributes")->as_array()) {
    CHECK((item.get_string("Name") == "sub" || item.get_string("Name") == "email"));
  }
}

TEST_CASE_METHOD(AttributeFixture,
                 "A02: a client without lists reads and writes all that users may, custom or not") {
  CHECK(update(attributes("custom:tier", "gold", "nickname", "Al")).empty());
  const Json seen = run("GetUser", object("AccessToken", token));
  const auto shows = [&](std::string_view name) {
    const auto& list = seen.find("UserAttributes")->as_array();
    return std::any_of(list.begin(), list.end(),
                       [&](const Json& item) { return item.get_string("Name") == name; });
  };
  CHECK(shows("custom:tier"));
  CHECK(shows("email_verified"));
  run("AdminUpdateUserAttributes", admin_request(attributes("dev:custom:note", "hers")));
  CHECK_FALSE(shows("dev:custom:note"));
  CHECK(update(attributes("dev:custom:note", "mine")) == kUnauthorized);
}

TEST_CASE_METHOD(AttributeFixture, "a value against the schema is refused in the recorded words") {
  CHECK(update(attributes("birthdate", "1815-12-10")).empty());
  CHECK(update(attributes("birthdate", "1815")) ==
        "InvalidParameterException: Invalid user attributes: birthdate: String must be no shorter "
        "than 10 characters\n");
  CHECK(outcome("AdminUpdateUserAttributes",
                admin_request(attributes("birthdate", "1815-12-10T00:00:00Z"))) ==
        "InvalidParameterException: Invalid user attributes: birthdate: String must be no longer "
        "than 10 characters\n");
  CHECK(outcome("SignUp",
                sign_up_request("bob").set("UserAttributes", attributes("birthdate", "1815"))) ==
        "InvalidParameterException: Attributes did not conform to the schema: birthdate: String "
        "must be no shorter than 10 characters\n");
}

TEST_CASE_METHOD(AttributeFixture, "A01: what is not mutable is written at creation only") {
  Json sign_up = sign_up_request("bob");
  run("SignUp", sign_up.set("UserAttributes", attributes("custom:badge", "7")));
  CHECK(update(attributes("custom:badge", "8")) ==
        "InvalidParameterException: user.custom:badge: Attribute cannot be updated.");
  CHECK(outcome(
            "DeleteUserAttributes",
            object("AccessToken", token).set("UserAttributeNames", json(R"(["custom:badge"])"))) ==
        "InvalidParameterException: user.custom:badge: Attribute cannot be updated.");
}

TEST_CASE_METHOD(AttributeFixture, "an attribute is changed, emptied and deleted") {
  CHECK(update(attributes("name", "Al", "nickname", "Ally", "custom:tier", "gold")).empty());
  CHECK(update(attributes("nickname", "")).empty());
  CHECK(attribute("alice", "nickname") == "(none)");
  run("DeleteUserAttributes",
      object("AccessToken", token).set("UserAttributeNames", json(R"(["name"])")));
  CHECK(attribute("alice", "name") == "(none)");
  run("AdminDeleteUserAttributes",
      for_user("alice").set("UserAttributeNames", json(R"(["custom:tier"])")));
  CHECK(attribute("alice", "custom:tier") == "(none)");
  CHECK(update(attributes("email", "")).empty());
  CHECK(attribute("alice", "email") == "(none)");
  CHECK(attribute("alice", "email_verified") == "(none)");
}

TEST_CASE("every required attribute that is missing is named") {
  AuthFixture fixture(R"({"Schema":[{"Name":"name","Required":true,"Mutable":true},
                                    {"Name":"birthdate","Required":true,"Mutable":true}]})");
  CHECK(fixture.refusal("SignUp", fixture.sign_up_request("bob")) ==
        "InvalidParameterException: Attributes did not conform to the schema: name: The attribute "
        "is required\nbirthdate: The attribute is required\n");
  fixture.run("SignUp", fixture.sign_up_request("bob").set(
                            "UserAttributes", attributes("name", "B", "birthdate", "2000-01-31")));
}

TEST_CASE("a required attribute cannot go missing") {
  AuthFixture fixture(
      R"({"Schema":[{"Name":"email","AttributeDataType":"String","Required":true,
                 "Mutable":true}]})");
  CHECK(fixture.refusal("SignUp", fixture.sign_up_request("bob")) ==
        "InvalidParameterException: Attributes did not conform to the schema: email: The attribute "
        "is required\n");
  fixture.run("SignUp", fixture.sign_up_request("bob", "bob@example.com"));
  fixture.run("AdminConfirmSignUp", fixture.for_user("bob"));
  const std::string token = fixture.access_token("bob");
  CHECK(fixture
            .refusal("DeleteUserAttributes",
                     object("AccessToken", token).set("UserAttributeNames", json(R"(["email"])")))
            .starts_with("InvalidParameterException: Invalid user attributes: email: Required "
                         "attribute cannot be deleted."));
  constexpr std::string_view kUnknown =
      "InvalidParameterException: Invalid user attributes: user.custom:foo: Attribute does not "
      "exist in the schema.\nuser.y: Attribute does not exist in the schema.\n";
  const Json names = json(R"(["custom:foo","name","y"])");
  CHECK(fixture.refusal("DeleteUserAttributes",
                        object("AccessToken", token).set("UserAttributeNames", names)) == kUnknown);
  CHECK(fixture.refusal("AdminDeleteUserAttributes",
                        fixture.for_user("bob").set("UserAttributeNames", names)) == kUnknown);
  CHECK_FALSE(
      fixture
          .outcome("UpdateUserAttributes",
                   object("AccessToken", token).set("UserAttributes", attributes("email", "")))
          .empty());
  // A user an administrator made without it gives it with the first password.
  fixture.run("AdminCreateUser", fixture.for_user("carol", "TemporaryPassword", kPassword,
                                                  "MessageAction", "SUPPRESS"));
  const Json challenge = fixture.run("InitiateAuth", fixture.password_request("carol", kPassword));
  CHECK(challenge.find("ChallengeParameters")->get_string("requiredAttributes") ==
        R"(["userAttributes.email"])");
  const auto answer = [&](Json responses) {
    return fixture.outcome("RespondToAuthChallenge",
                           fixture.respond_request("NEW_PASSWORD_REQUIRED", std::move(responses),
                                                   {}, challenge.get_string("Session")));
  };
  CHECK(answer(object("USERNAME", "carol", "NEW_PASSWORD", "Another-Horse-8")) ==
        "InvalidParameterException: Invalid attributes given, email is missing");
  CHECK(answer(object("USERNAME", "carol", "NEW_PASSWORD", "Another-Horse-8",
                      "userAttributes.email", "carol@example.com"))
            .empty());
  CHECK(fixture.attribute("carol", "email_verified") == "false");
}

TEST_CASE_METHOD(AttributeFixture, "a changed address is unverified until its code comes back") {
  const Json answer =
      run("UpdateUserAttributes", update_request(attributes("email", "new@example.com")));
  CHECK(*answer.find("CodeDeliveryDetailsList") ==
        json(R"([{"AttributeName":"email","DeliveryMedium":"EMAIL","Destination":"n***@e***"}])"));
  CHECK(attribute("alice", "email_verified") == "false");
  const Json verify = object("AccessToken", token, "AttributeName", "email", "Code", inbox.code());
  CHECK(refusal("VerifyUserAttribute",
                object("AccessToken", token, "AttributeName", "email", "Code", "no-code")) ==
        "CodeMismatchException: Invalid verification code provided, please try again.");
  run("VerifyUserAttribute", verify);
  CHECK(attribute("alice", "email_verified") == "true");
  CHECK(refusal("VerifyUserAttribute", verify) ==
        "ExpiredCodeException: Invalid code provided, please request a code again.");
  CHECK(refusal("VerifyUserAttribute",
                object("AccessToken", token, "AttributeName", "name", "Code", "1")) ==
        "InvalidParameterException: Invalid attribute name. Only phone_number and email can be "
        "verified.");
}

TEST_CASE_METHOD(AttributeFixture, "F06: a code proves the address it was sent to and no other") {
  run("UpdateUserAttributes", update_request(attributes("email", "first@example.com")));
  const std::string for_first = inbox.code();
  run("AdminUpdateUserAttributes", admin_request(attributes("email", "second@example.com")));
  const auto verify = [&](std::string_view code) {
    return outcome("VerifyUserAttribute",
                   object("AccessToken", token, "AttributeName", "email", "Code", code));
  };
  CHECK_FALSE(verify(for_first).empty());
  CHECK(attribute("alice", "email_verified") == "false");
  run("GetUserAttributeVerificationCode", object("AccessToken", token, "AttributeName", "email"));
  CHECK(inbox.newest().get_string("Destination") == "second@example.com");
  CHECK(verify(inbox.code()).empty());
}

TEST_CASE("A04: where addresses are verified first, the old one signs in until then") {
  AttributeFixture fixture(R"({"AliasAttributes":["email"],"AutoVerifiedAttributes":["email"],
      "UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]}})");
  fixture.run("UpdateUserAttributes",
              fixture.update_request(attributes("email", "victim@example.com")));
  const std::string code = fixture.inbox.code();
  CHECK(fixture.inbox.newest().get_string("Destination") == "victim@example.com");
  CHECK(fixture.attribute("alice", "email") == "alice@example.com");
  CHECK(fixture.attribute("alice", "email_verified") == "true");
  CHECK(fixture.sign_in("alice@example.com").contains("AccessToken"));
  CHECK(fixture.sign_in_refusal("victim@example.com", kPassword) ==
        "UserNotFoundException: User does not exist.");
  const Json verify = object("AccessToken", fixture.token, "AttributeName", "email", "Code", code);
  SECTION("the code moves the alias") {
    fixture.run("VerifyUserAttribute", verify);
    CHECK(fixture.attribute("alice", "email") == "victim@example.com");
    CHECK(fixture.sign_in("victim@example.com").contains("AccessToken"));
    CHECK(fixture.sign_in_refusal("alice@example.com", kPassword) ==
          "UserNotFoundException: User does not exist.");
  }
  SECTION("writing the old address again calls the change off") {
    fixture.run("UpdateUserAttributes",
                fixture.update_request(attributes("email", "alice@example.com")));
    CHECK_FALSE(fixture.outcome("VerifyUserAttribute", verify).empty());
    CHECK(fixture.attribute("alice", "email") == "alice@example.com");
  }
  SECTION("an administrator's word moves it at once") {
    fixture.run(
        "AdminUpdateUserAttributes",
        fixture.admin_request(attributes("email", "new@example.com", "email_verified", "true")));
    CHECK(fixture.sign_in("new@example.com").contains("AccessToken"));
    CHECK_FALSE(fixture.outcome("VerifyUserAttribute", verify).empty());
  }
  SECTION("a reset forgets it") {
    fixture.run("ForgotPassword", object("ClientId", fixture.client, "Username", "alice"));
    CHECK(fixture.inbox.newest().get_string("Destination") == "alice@example.com");
    fixture.run("ConfirmForgotPassword",
                object("ClientId", fixture.client, "Username", "alice", "ConfirmationCode",
                       fixture.inbox.code(), "Password", "Another-Horse-8"));
    Json again = verify;
    again.set("AccessToken", fixture.sign_in("alice", "Another-Horse-8").get_string("AccessToken"));
    CHECK_FALSE(fixture.outcome("VerifyUserAttribute", again).empty());
  }
}

TEST_CASE("A04: an alias that is not verified signs nobody in") {
  AttributeFixture fixture(R"({"AliasAttributes":["email"],"AutoVerifiedAttributes":["email"]})");
  fixture.new_confirmed("victim");
  fixture.run("UpdateUserAttributes",
              fixture.update_request(attributes("email", "victim@example.com")));
  const std::string sub = fixture.attribute("victim", "sub");
  CHECK(fixture.attribute("victim@example.com", "sub") == sub);
  // Whoever proves the address holds it, as in Cognito; the earlier holder keeps it unverified.
  fixture.run("VerifyUserAttribute", object("AccessToken", fixture.token, "AttributeName", "email",
                                            "Code", fixture.inbox.code()));
  CHECK(fixture.attribute("victim@example.com", "sub") != sub);
  CHECK(fixture.attribute("victim", "email_verified") == "false");
  CHECK(fixture.sign_in("victim").contains("AccessToken"));
}

TEST_CASE_METHOD(AttributeFixture, "A06: a request with too much in it is refused whole") {
  Json list = Json::array();
  for (int i = 0; i < 10'000; ++i) list.push_back(object("Name", "name", "Value", "x"));
  CHECK_FALSE(update(list).empty());
  CHECK(update(attributes("name", "a", "name", "b")) ==
        "InvalidParameterException: Attribute name is given more than once.");
  CHECK_FALSE(update(attributes("name", std::string(2049, 'x'))).empty());
  CHECK(update(attributes("name", std::string(2048, 'x'))).empty());
}

TEST_CASE_METHOD(AttributeFixture,
                 "A10, A11: members of odd types and names are refused or ignored") {
  for (const char* list :
       {R"("name")", R"({"Name":"name"})", R"([["Name","name"]])",
        R"([{"Name":["name"],"Value":"x"}])", R"([{"Name":"name","Value":7}])"}) {
    CHECK_FALSE(update(json(list)).empty());
  }
  for (const char* name : {"__proto__", "constructor", "__class__"}) {
    CHECK(update(attributes(name, "x")).starts_with("InvalidParameterException: "));
  }
  CHECK(engine
            ->call({.kind = ops::Caller::Kind::host}, "GetUser",
                   R"({"__proto__":{"a":1},"AccessToken":")" + token + R"("})")
            .ok());
}
