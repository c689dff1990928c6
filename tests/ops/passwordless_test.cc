// Users without a password: how they come to be, sign in, and get a password later.
#include "ops/choice_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct PasswordlessFixture : ChoiceFixture {
  using ChoiceFixture::ChoiceFixture;
  Json sign_up_without(std::string_view name) {
    Json request = sign_up_request(name, std::string(name) + "@example.com");
    request.erase("Password");
    return request;
  }
  Json confirm_request(std::string_view name, std::string_view session = {}) {
    Json request = object("ClientId", client, "Username", name, "ConfirmationCode", inbox.code());
    if (!session.empty()) request.set("Session", session);
    return request;
  }
  Json go_on(std::string_view name, std::string_view session) {
    return choose(name).set("Session", session);
  }
  std::string code_sign_in(std::string_view name) {
    const Json challenge = ask_for_code(name);
    const Json tokens =
        tokens_of(run("RespondToAuthChallenge", answer_code(challenge, name, sign_in_code())));
    return std::string(tokens.get_string("AccessToken"));
  }
};

}  // namespace

TEST_CASE_METHOD(PasswordlessFixture, "a user signs up without a password and goes straight in") {
  const Json made = run("SignUp", sign_up_without("alice"));
  CHECK_FALSE(made.get_string("Session").empty());
  const Json confirmed = run("ConfirmSignUp", confirm_request("alice", made.get_string("Session")));
  const std::string session(confirmed.get_string("Session"));

  SECTION("once") {
    CHECK(run("InitiateAuth", go_on("alice", session)).contains("AuthenticationResult"));
    CHECK(refusal("InitiateAuth", go_on("alice", session)) == kUsedSession);
  }
  SECTION("within the Session's time") {
    advance_s(180);
    CHECK(refusal("InitiateAuth", go_on("alice", session)) ==
          "NotAuthorizedException: Invalid session for the user, session is expired.");
  }
  SECTION("as nobody else, through no other client and no other door") {
    new_confirmed("bob");
    CHECK(refusal("InitiateAuth", go_on("bob", session)) == kInvalidSession);
    CHECK(refusal("InitiateAuth", go_on("alice", session).set("ClientId", hiding)) ==
          kInvalidSession);
    CHECK(refusal("InitiateAuth", go_on("alice", made.get_string("Session"))) == kInvalidSession);
    CHECK(refusal("RespondToAuthChallenge",
                  respond_request("SELECT_CHALLENGE",
                                  object("USERNAME", "alice", "ANSWER", "EMAIL_OTP"), {},
                                  session)) == kInvalidSession);
  }
  SECTION("and not once disabled") {
    run("AdminDisableUser", for_user("alice"));
    CHECK(refusal("InitiateAuth", go_on("alice", session)) ==
          "NotAuthorizedException: User is disabled.");
  }
}

TEST_CASE_METHOD(PasswordlessFixture, "who reads the code late confirms and signs in anew") {
  const Json made = run("SignUp", sign_up_without("alice"));
  advance_s(3600);
  run("ConfirmSignUp", confirm_request("alice", made.get_string("Session")));
  CHECK_FALSE(code_sign_in("alice").empty());
}

TEST_CASE_METHOD(PasswordlessFixture, "ConfirmSignUp refuses a Session that is not SignUp's") {
  run("SignUp", sign_up_without("alice"));
  const std::string code = inbox.code();
  new_confirmed("bob");
  const Json other = ask_for_code("bob");
  Json request = object("ClientId", client, "Username", "alice", "ConfirmationCode", code);
  request.set("Session", other.get_string("Session"));
  CHECK(refusal("ConfirmSignUp", request) == kInvalidSession);
  request.erase("Session");
  run("ConfirmSignUp", request);
}

TEST_CASE_METHOD(PasswordlessFixture, "a user without a password is wrong with every password") {
  run("SignUp", sign_up_without("alice"));
  run("ConfirmSignUp", confirm_request("alice"));
  CHECK(available(run("InitiateAuth", choose("alice"))) == std::vector<std::string>{"EMAIL_OTP"});
  CHECK(sign_in_refusal("alice", kPassword) == kNotAuthorized);
  CHECK(run("InitiateAuth", choose("alice", "PREFERRED_CHALLENGE", "PASSWORD", "PASSWORD", "x"))
            .get_string("ChallengeName") == "SELECT_CHALLENGE");
  CHECK_FALSE(code_sign_in("alice").empty());
}

TEST_CASE_METHOD(PasswordlessFixture, "a password can be set later without a previous one, once") {
  run("SignUp", sign_up_without("alice"));
  run("ConfirmSignUp", confirm_request("alice"));
  const std::string token = code_sign_in("alice");
  run("ChangePassword", object("AccessToken", token, "ProposedPassword", kPassword));
  CHECK(sign_in("alice").contains("AccessToken"));
  CHECK(refusal("ChangePassword",
                object("AccessToken", token, "ProposedPassword", "Other-Horse-8")) ==
        "InvalidParameterException: Missing required parameter PreviousPassword");
  run("ChangePassword", object("AccessToken", token, "PreviousPassword", kPassword,
                               "ProposedPassword", "Other-Horse-8"));
}

TEST_CASE_METHOD(PasswordlessFixture, "R05: a forgotten password that never was needs its code") {
  run("SignUp", sign_up_without("alice"));
  run("ConfirmSignUp", confirm_request("alice"));
  run("ForgotPassword", object("ClientId", client, "Username", "alice"));
  const std::string code = inbox.code();
  const auto confirm = [&](std::string_view given) {
    return outcome("ConfirmForgotPassword",
                   object("ClientId", client, "Username", "alice", "ConfirmationCode", given,
                          "Password", kPassword));
  };
  CHECK(confirm(other_code(code)).starts_with("CodeMismatchException: "));
  CHECK(sign_in_refusal("alice", kPassword) == kNotAuthorized);
  CHECK(confirm(code).empty());
  CHECK(sign_in("alice").contains("AccessToken"));
}

TEST_CASE_METHOD(PasswordlessFixture, "an administrator adds a user who signs in with codes") {
  CHECK(refusal("AdminCreateUser", for_user("alice")).starts_with("InvalidParameterException: "));
  const std::size_t sent = inbox.size();
  run("AdminCreateUser",
      for_user("alice").set("UserAttributes", attributes("email", "alice@example.com")));
  CHECK(inbox.size() == sent);
  CHECK(status_of("alice") == "CONFIRMED");
  CHECK_FALSE(code_sign_in("alice").empty());
  CHECK(attribute("alice", "email_verified") == "true");
  run("AdminCreateUser", for_user("bob", "TemporaryPassword", kPassword));
  CHECK(status_of("bob") == "FORCE_CHANGE_PASSWORD");
}

TEST_CASE_METHOD(AuthFixture, "without one-time codes nobody is without a password") {
  Json request = sign_up_request("alice", "alice@example.com");
  request.erase("Password");
  CHECK(refusal("SignUp", request) ==
        "InvalidPasswordException: Password did not conform with policy: Password not long enough");
  run("AdminCreateUser", for_user("alice"));
  CHECK(status_of("alice") == "FORCE_CHANGE_PASSWORD");
}

TEST_CASE_METHOD(PasswordlessFixture, "SignUp without a password needs an address for codes") {
  Json request = sign_up_without("alice");
  request.erase("UserAttributes");
  CHECK(refusal("SignUp", request).starts_with("InvalidParameterException: "));
  run("SignUp", sign_up_without("alice"));
}

TEST_CASE_METHOD(PasswordlessFixture, "a blank password is none") {
  Json request = sign_up_without("alice");
  run("SignUp", request.set("Password", ""));
  run("ConfirmSignUp", confirm_request("alice"));
  const std::string token = code_sign_in("alice");
  run("ChangePassword",
      object("AccessToken", token, "PreviousPassword", "", "ProposedPassword", kPassword));
  CHECK(refusal("ChangePassword", object("AccessToken", token, "PreviousPassword", "",
                                         "ProposedPassword", "Other-Horse-8")) ==
        "InvalidParameterException: Missing required parameter PreviousPassword");
  CHECK(sign_in("alice").contains("AccessToken"));
  run("AdminCreateUser", for_user("bob", "TemporaryPassword", "")
                             .set("UserAttributes", attributes("email", "bob@example.com")));
  CHECK_FALSE(code_sign_in("bob").empty());
  // Where a password is the point, a blank one is refused.
  CHECK(refusal("AdminSetUserPassword", for_user("bob", "Password", ""))
            .starts_with("InvalidParameterException: "));
}
