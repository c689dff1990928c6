// What administrators do to users: create, invite, confirm, set passwords, disable, delete, list.
#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

TEST_CASE_METHOD(AuthFixture, "a created user is invited with a temporary password") {
  Json request = for_user("alice").set("UserAttributes", attributes("email", "alice@example.com"));
  request.set("DesiredDeliveryMediums", json(R"(["EMAIL"])"));
  const Json user = *run("AdminCreateUser", request).find("User");
  CHECK(user.get_string("UserStatus") == "FORCE_CHANGE_PASSWORD");
  CHECK(user.get_bool("Enabled"));
  const std::string body(inbox.newest().get_string("Body"));
  const std::string_view before = "Your username is alice and temporary password is ";
  REQUIRE(body.starts_with(before));
  const std::string password = body.substr(before.size(), body.size() - before.size() - 1);
  CHECK(run("InitiateAuth", password_request("alice", password)).get_string("ChallengeName") ==
        "NEW_PASSWORD_REQUIRED");
  CHECK(refusal("AdminCreateUser", request) ==
        "UsernameExistsException: User account already exists");
}

TEST_CASE_METHOD(AuthFixture,
                 "R13: an invitation is resent with another password, to who never came") {
  Json request = for_user("alice", "TemporaryPassword", kPassword)
                     .set("UserAttributes", attributes("email", "alice@example.com"));
  run("AdminCreateUser", request);
  request.set("MessageAction", "RESEND").set("TemporaryPassword", "Another-Horse-8");
  advance_s(6 * 86'400);
  run("AdminCreateUser", request);
  CHECK(sign_in_refusal("alice", kPassword) == kNotAuthorized);
  advance_s(6 * 86'400);  // The days count from the newest invitation.
  const Json challenge = run("InitiateAuth", password_request("alice", "Another-Horse-8"));
  run("RespondToAuthChallenge",
      respond_request("NEW_PASSWORD_REQUIRED",
                      object("USERNAME", "alice", "NEW_PASSWORD", "Third-Horse-9"), client,
                      challenge.get_string("Session")));
  CHECK(refusal("AdminCreateUser", request).starts_with("UnsupportedUserStateException: "));
  CHECK(sign_in("alice", "Third-Horse-9").contains("AccessToken"));
}

TEST_CASE_METHOD(AuthFixture, "a temporary password is held to the policy, in its own wording") {
  CHECK(refusal("AdminCreateUser", for_user("alice", "TemporaryPassword", "lowercase-7")) ==
        "InvalidPasswordException: Password did not conform with password policy: Password must "
        "have uppercase characters");
  run("AdminCreateUser",
      for_user("alice", "TemporaryPassword", kPassword, "MessageAction", "SUPPRESS"));
  CHECK(inbox.size() == 0);
}

TEST_CASE_METHOD(AuthFixture, "an address is said to be verified where an administrator says so") {
  const auto flag_of = [&](std::string_view name, Json given) {
    const Json made =
        run("AdminCreateUser",
            for_user(name, "MessageAction", "SUPPRESS").set("UserAttributes", std::move(given)));
    for (const Json& one : made.find("User")->find("Attributes")->as_array()) {
      if (one.get_string("Name") == "email_verified") return std::string(one.get_string("Value"));
    }
    return std::string("(none)");
  };
  CHECK(flag_of("ada", attributes("email", "ada@example.com")) == "(none)");
  CHECK(flag_of("bob", attributes("email", "bob@example.com", "email_verified", "true")) == "true");
  CHECK(flag_of("eve", attributes("email", "eve@example.com", "email_verified", "false")) ==
        "false");
}

TEST_CASE("a verified address given to a new user is taken only by force") {
  AuthFixture fixture(R"({"AliasAttributes":["email"],"AutoVerifiedAttributes":["email"]})");
  fixture.new_confirmed("alice");
  Json request = fixture.for_user("bob", "MessageAction", "SUPPRESS")
                     .set("UserAttributes",
                          attributes("email", "alice@example.com", "email_verified", "true"));
  CHECK(fixture.refusal("AdminCreateUser", request) ==
        "UsernameExistsException: An account with the given email already exists.");
  request.set("ForceAliasCreation", true);
  fixture.run("AdminCreateUser", request);
  CHECK(fixture.get_user("alice@example.com").get_string("Username") == "bob");
  CHECK(fixture.attribute("alice", "email_verified") == "false");
}

TEST_CASE_METHOD(AuthFixture, "an administrator confirms a user, verifying nothing") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const std::string code = inbox.code();
  run("AdminConfirmSignUp", for_user("alice"));
  CHECK(status_of("alice") == "CONFIRMED");
  CHECK(attribute("alice", "email_verified") == "false");
  CHECK(refusal("AdminConfirmSignUp", for_user("alice")) ==
        "NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED");
  CHECK(refusal("ConfirmSignUp",
                object("ClientId", client, "Username", "alice", "ConfirmationCode", code)) ==
        "NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED");
}

TEST_CASE_METHOD(AuthFixture, "a set password is for good or for one sign-in") {
  new_confirmed("alice");
  CHECK(refusal("AdminSetUserPassword", for_user("alice", "Password", "weak"))
            .starts_with("InvalidPasswordException: "));
  run("AdminSetUserPassword", for_user("alice", "Password", "Another-Horse-8"));
  CHECK(status_of("alice") == "FORCE_CHANGE_PASSWORD");
  run("AdminSetUserPassword",
      for_user("alice", "Password", "Third-Horse-9").set("Permanent", true));
  CHECK(status_of("alice") == "CONFIRMED");
  CHECK(sign_in("alice", "Third-Horse-9").contains("AccessToken"));
}

TEST_CASE_METHOD(AuthFixture, "ChangePassword wants the old password and a fitting new one") {
  new_confirmed("alice");
  const std::string token = access_token("alice");
  const auto change = [&](std::string_view previous, std::string_view proposed) {
    return outcome("ChangePassword", object("AccessToken", token, "PreviousPassword", previous,
                                            "ProposedPassword", proposed));
  };
  CHECK(change(kWrongPassword, "Another-Horse-8") == kNotAuthorized);
  CHECK(change(kPassword, "weak").starts_with("InvalidPasswordException: "));
  CHECK(
      outcome("ChangePassword", object("AccessToken", token, "ProposedPassword", "Another-Horse-8"))
          .starts_with("InvalidParameterException: "));
  CHECK(change(kPassword, "Another-Horse-8").empty());
  CHECK(sign_in("alice", "Another-Horse-8").contains("AccessToken"));
  CHECK(change("Another-Horse-8", "Third-Horse-9").empty());
  CHECK(change("Third-Horse-9", "Fourth-Horse-1") ==
        "LimitExceededException: Attempt limit exceeded, please try after some time.");
}

TEST_CASE_METHOD(AuthFixture, "a deleted user is gone with every name, and the names are free") {
  new_confirmed("alice");
  run("CreateGroup", object("UserPoolId", pool, "GroupName", "staff"));
  run("AdminAddUserToGroup", for_user("alice", "GroupName", "staff"));
  run("DeleteUser", object("AccessToken", access_token("alice")));
  CHECK(refusal("AdminGetUser", for_user("alice")) ==
        "UserNotFoundException: User does not exist.");
  CHECK(run("ListUsersInGroup", object("UserPoolId", pool, "GroupName", "staff"))
            .find("Users")
            ->empty());
  CHECK(run("ListUsers", object("UserPoolId", pool)).find("Users")->empty());
  new_confirmed("alice");
  CHECK(run("AdminListGroupsForUser", for_user("alice")).find("Groups")->empty());
}

TEST_CASE_METHOD(AuthFixture, "operations of administrators are closed to the public") {
  for (const char* operation :
       {"AdminGetUser", "AdminCreateUser", "AdminDeleteUser", "ListUsers", "AdminSetUserPassword",
        "AdminInitiateAuth", "AdminUserGlobalSignOut"}) {
    INFO(operation);
    const auto answer = call(operation, for_user("alice"), ops::Caller::Kind::anonymous);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "MissingAuthenticationTokenException");
  }
  CHECK(call("SignUp", sign_up_request("alice"), ops::Caller::Kind::anonymous).ok());
}

TEST_CASE_METHOD(AuthFixture, "A07: a filter is a value to compare, never a piece of a query") {
  new_confirmed("alice");
  new_confirmed("al_ce");
  const auto found = [&](std::string_view filter) {
    const Json answer = run("ListUsers", object("UserPoolId", pool, "Filter", filter));
    return answer.find("Users")->size();
  };
  CHECK(found(R"(username = "al_ce")") == 1);
  CHECK(found(R"(username ^= "al")") == 2);
  CHECK(found(R"(username ^= "al_")") == 1);
  CHECK(found(R"(username ^= "%")") == 0);
  CHECK(found(R"(email = "alice@example.com")") == 1);
  CHECK(found(R"(name = "\" or username ^= \"")") == 0);
  CHECK(found(R"(cognito:user_status = "confirmed")") == 2);
  CHECK(found(R"(status = "Disabled")") == 0);
  CHECK(found("") == 2);
  for (const char* bad : {R"(username = "a" or username = "b")", R"(username)",
                          R"(username = alice)", R"(username > "a")", R"("username" = "a")"}) {
    CHECK(refusal("ListUsers", object("UserPoolId", pool, "Filter", bad)) ==
          "InvalidParameterException: Error while parsing filter");
  }
  CHECK(refusal("ListUsers", object("UserPoolId", pool, "Filter", R"(custom:x = "a")")) ==
        "InvalidParameterException: Invalid search attribute: custom:x");
}

TEST_CASE_METHOD(AuthFixture, "A08: a page token is good for its own listing, for an hour") {
  for (const char* name : {"a", "b", "c"}) run("SignUp", sign_up_request(name));
  Json request = object("UserPoolId", pool).set("Limit", 2);
  const Json first = run("ListUsers", request);
  const std::string token(first.get_string("PaginationToken"));
  REQUIRE_FALSE(token.empty());
  const auto next = [&](std::string_view given, std::string_view pool_id, std::string_view filter) {
    Json page = object("UserPoolId", pool_id, "PaginationToken", given).set("Limit", 2);
    if (!filter.empty()) page.set("Filter", filter);
    return outcome("ListUsers", page);
  };
  constexpr std::string_view kInvalid = "InvalidParameterException: Invalid pagination token.";
  CHECK(next(token, pool, R"(username ^= "a")") == kInvalid);
  CHECK(next(token, make_pool("{}"), "") == kInvalid);
  std::string flipped = token;
  flipped[10] = flipped[10] == 'A' ? 'B' : 'A';
  CHECK(next(flipped, pool, "") == kInvalid);
  const std::string srp_block(start_srp("x", hiding).parameters.get_string("SECRET_BLOCK"));
  CHECK(next(srp_block, pool, "") == kInvalid);
  CHECK(next(token, pool, "").empty());
  advance_s(3600);
  CHECK(next(token, pool, "") == kInvalid);
}
