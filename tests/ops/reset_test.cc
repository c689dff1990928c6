// Forgotten passwords: who gets a code, what it opens, and what the answers tell.
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
constexpr std::string_view kNewPassword = "Another-Horse-8";

struct ResetFixture : AuthFixture {
  using AuthFixture::AuthFixture;

  Json forgot_request(std::string_view name, std::string_view client_id = {}) {
    return object("ClientId", client_id.empty() ? std::string_view(client) : client_id, "Username",
                  name);
  }
  Json confirm_request(std::string_view name, std::string_view code,
                       std::string_view password = kNewPassword, std::string_view client_id = {}) {
    return object("ClientId", client_id.empty() ? std::string_view(client) : client_id, "Username",
                  name, "ConfirmationCode", code, "Password", password);
  }
  std::string confirm(std::string_view name, std::string_view code,
                      std::string_view password = kNewPassword, std::string_view client_id = {}) {
    return outcome("ConfirmForgotPassword", confirm_request(name, code, password, client_id));
  }
  // The code sent for a forgotten password.
  std::string forgot(std::string_view name) {
    run("ForgotPassword", forgot_request(name));
    return inbox.code();
  }
};

std::string other_than(std::string code) {
  code[5] = code[5] == '9' ? '0' : static_cast<char>(code[5] + 1);
  return code;
}

}  // namespace

TEST_CASE_METHOD(ResetFixture, "a forgotten password is replaced with the code that was sent") {
  new_confirmed("alice");
  const Json answer = run("ForgotPassword", forgot_request("alice"));
  CHECK(*answer.find("CodeDeliveryDetails") ==
        json(R"({"AttributeName":"email","DeliveryMedium":"EMAIL","Destination":"a***@e***"})"));
  CHECK(inbox.newest().get_string("Source") == "ForgotPassword");
  const std::string code = inbox.code();
  CHECK(confirm("alice", code, "weak").starts_with("InvalidPasswordException: "));
  CHECK(confirm("alice", code).empty());
  CHECK(sign_in_refusal("alice", kPassword) == kNotAuthorized);
  CHECK(sign_in("alice", kNewPassword).contains("AccessToken"));
  CHECK(confirm("alice", code) == kExpired);  // Used.
}

TEST_CASE_METHOD(ResetFixture, "R01, R03: guesses spoil a code, a new one replaces it") {
  new_confirmed("alice");
  const std::string first = forgot("alice");
  const std::string second = forgot("alice");
  REQUIRE(first != second);
  CHECK(confirm("alice", first) == kMismatch);
  for (int i = 0; i < 4; ++i) CHECK(confirm("alice", other_than(second)) == kMismatch);
  CHECK(confirm("alice", second) == kExpired);
  CHECK(confirm("alice", forgot("alice")).empty());
}

TEST_CASE_METHOD(ResetFixture,
                 "R01: asking and answering is twenty times an hour, also for nobody") {
  new_confirmed("alice");
  for (const char* name : {"alice", "nobody"}) {
    INFO(name);
    for (int i = 0; i < 10; ++i) {
      run("ForgotPassword", forgot_request(name, hiding));
      CHECK(confirm(name, "no-code", kNewPassword, hiding) == kMismatch);
    }
    CHECK(refusal("ForgotPassword", forgot_request(name, hiding)) == kLimit);
    CHECK(confirm(name, "no-code", kNewPassword, hiding) == kLimit);
  }
  advance_s(3600);
  CHECK(confirm("alice", forgot("alice")).empty());
}

TEST_CASE_METHOD(ResetFixture, "a reset code is good for an hour") {
  new_confirmed("alice");
  const std::string code = forgot("alice");
  SECTION("to its last second") {
    advance_s(3599);
    CHECK(confirm("alice", code).empty());
  }
  SECTION("and not a second longer") {
    advance_s(3600);
    CHECK(confirm("alice", code) == kExpired);
  }
}

TEST_CASE_METHOD(ResetFixture, "R06: a code for another purpose or user opens nothing") {
  new_confirmed("alice");
  new_confirmed("bob");
  run("SignUp", sign_up_request("carol", "carol@example.com"));
  const std::string sign_up_code = inbox.code();
  const std::string alices = forgot("alice");
  CHECK(confirm("bob", alices) == kExpired);
  CHECK(confirm("carol", sign_up_code) == kExpired);
  CHECK(refusal("VerifyUserAttribute", object("AccessToken", access_token("alice"), "AttributeName",
                                              "email", "Code", alices)) == kExpired);
  // Also in another pool where the same names live.
  const std::string other_pool = make_pool(R"({"AutoVerifiedAttributes":["email"]})");
  const std::string other_client = make_client("{}", other_pool);
  std::swap(client, const_cast<std::string&>(other_client));
  new_confirmed("alice");
  CHECK(confirm("alice", alices) == kExpired);
  std::swap(client, const_cast<std::string&>(other_client));
  CHECK(confirm("alice", alices).empty());
}

TEST_CASE_METHOD(ResetFixture,
                 "R07: to a hiding client every user who cannot reset is like nobody") {
  struct Row {
    std::string_view name;
    std::string_view legacy;  // What a client that does not hide is told.
  };
  new_confirmed("disabled");
  run("AdminDisableUser", for_user("disabled"));
  run("SignUp", sign_up_request("unconfirmed"));
  new_confirmed("forced");
  run("AdminSetUserPassword", for_user("forced", "Password", kPassword));
  new_confirmed("unverified");
  run("AdminUpdateUserAttributes",
      for_user("unverified").set("UserAttributes", attributes("email_verified", "false")));
  const std::size_t sent = inbox.size();
  constexpr std::string_view kNoChannel =
      "InvalidParameterException: Cannot reset password for the user as there is no "
      "registered/verified email or phone_number";
  const Row rows[] = {
      {"nobody", "UserNotFoundException: Username/client id combination not found."},
      {"disabled", "NotAuthorizedException: User is disabled."},
      {"unconfirmed", kNoChannel},
      {"unverified", kNoChannel},  // R11.
      {"forced", "NotAuthorizedException: User password cannot be reset in the current state."}};
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(refusal("ForgotPassword", forgot_request(row.name)) == row.legacy);
    const Json first = run("ForgotPassword", forgot_request(row.name, hiding));
    CHECK(first == run("ForgotPassword", forgot_request(row.name, hiding)));
    const Json& details = *first.find("CodeDeliveryDetails");
    CHECK(details.get_string("AttributeName") == "email");
    CHECK(details.get_string("Destination").size() == std::string_view("a***@e***").size());
    CHECK(confirm(row.name, "123456", kNewPassword, hiding) == kMismatch);
    CHECK(confirm(row.name, "123456", "weak", hiding).starts_with("InvalidPasswordException: "));
  }
  CHECK(inbox.size() == sent);
  // And who can reset is answered the same until the code is right.
  new_confirmed("alice");
  CHECK(confirm("alice", "123456", kNewPassword, hiding) == kMismatch);
  run("ForgotPassword", forgot_request("alice", hiding));
  const std::string code = inbox.code();
  CHECK(confirm("alice", other_than(code), kNewPassword, hiding) == kMismatch);
  CHECK(confirm("alice", code, kNewPassword, hiding).empty());
}

TEST_CASE("E01: without the code nobody learns whether a password was used before") {
  ResetFixture fixture(R"({"AutoVerifiedAttributes":["email"],
      "Policies":{"PasswordPolicy":{"MinimumLength":8,"RequireUppercase":true,
      "RequireLowercase":true,
        "RequireNumbers":true,"RequireSymbols":true,"PasswordHistorySize":3}}})");
  fixture.new_confirmed("alice");
  const std::string code = fixture.forgot("alice");
  CHECK(fixture.confirm("alice", other_than(code), kPassword) == kMismatch);
  CHECK(fixture.confirm("alice", other_than(code), kNewPassword) == kMismatch);
  CHECK(fixture.confirm("alice", code, kPassword) ==
        "PasswordHistoryPolicyViolationException: Password has previously been used");
  CHECK(fixture.confirm("alice", code, kNewPassword).empty());
  CHECK(fixture.confirm("alice", fixture.forgot("alice"), kPassword) ==
        "PasswordHistoryPolicyViolationException: Password has previously been used");
}

TEST_CASE("R09: the code goes to the stored address, however the name was written") {
  ResetFixture fixture(R"({"AliasAttributes":["email"],"AutoVerifiedAttributes":["email"],
      "UsernameConfiguration":{"CaseSensitive":false}})");
  fixture.new_confirmed("alice");
  fixture.forgot("ALICE@EXAMPLE.COM");
  CHECK(fixture.inbox.newest().get_string("Destination") == "alice@example.com");
  const std::size_t sent = fixture.inbox.size();
  // Look-alikes name nobody: a Kelvin sign folds to k, a dotless i to nothing else.
  CHECK(fixture.refusal("ForgotPassword", fixture.forgot_request("al\xc4\xb1"
                                                                 "ce@example.com")) ==
        "UserNotFoundException: Username/client id combination not found.");
  CHECK(fixture.inbox.size() == sent);
}

TEST_CASE_METHOD(ResetFixture,
                 "R11, F04: a code sent to an address that changed since resets nothing") {
  new_confirmed("alice");
  const std::string token = access_token("alice");
  const std::string code = forgot("alice");
  run("UpdateUserAttributes",
      object("AccessToken", token).set("UserAttributes", attributes("email", "new@example.com")));
  CHECK(confirm("alice", code) == kExpired);
  CHECK(sign_in("alice").contains("AccessToken"));
}

TEST_CASE_METHOD(ResetFixture,
                 "a reset by the administrator sends a code and bars the old password") {
  new_confirmed("alice");
  run("AdminResetUserPassword", for_user("alice"));
  CHECK(status_of("alice") == "RESET_REQUIRED");
  CHECK(sign_in_refusal("alice", kPassword) ==
        "PasswordResetRequiredException: Password reset required for the user");
  CHECK(confirm("alice", inbox.code()).empty());
  CHECK(status_of("alice") == "CONFIRMED");
  CHECK(sign_in("alice", kNewPassword).contains("AccessToken"));
}

TEST_CASE("recovery follows the pool's setting") {
  const auto refusal_in = [](std::string_view setting) {
    ResetFixture fixture(R"({"AutoVerifiedAttributes":["email"],"AccountRecoverySetting":)" +
                         std::string(setting) + "}");
    fixture.new_confirmed("alice");
    return fixture.outcome("ForgotPassword", fixture.forgot_request("alice"));
  };
  CHECK(refusal_in(R"({"RecoveryMechanisms":[{"Name":"verified_email","Priority":1}]})").empty());
  CHECK(refusal_in(R"({"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]})") ==
        "NotAuthorizedException: Contact administrator to reset password.");
  CHECK(refusal_in(R"({"RecoveryMechanisms":[{"Name":"verified_phone_number","Priority":1}]})")
            .starts_with("InvalidParameterException: Cannot reset password"));
}

TEST_CASE("R07: where only administrators recover accounts, nobody learns which exist") {
  ResetFixture fixture(R"({"AutoVerifiedAttributes":["email"],"AccountRecoverySetting":
      {"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]}})");
  fixture.new_confirmed("alice");
  fixture.new_confirmed("disabled");
  fixture.run("AdminDisableUser", fixture.for_user("disabled"));
  for (const std::string_view name : {"alice", "disabled", "nobody"}) {
    INFO(name);
    for (const std::string& client : {fixture.client, fixture.hiding}) {
      CHECK(fixture.refusal("ForgotPassword", fixture.forgot_request(name, client)) ==
            "NotAuthorizedException: Contact administrator to reset password.");
    }
  }
}

TEST_CASE("the code goes to the verified address of best priority") {
  ResetFixture fixture(R"({"AutoVerifiedAttributes":["email"],"AccountRecoverySetting":
      {"RecoveryMechanisms":[{"Name":"verified_phone_number","Priority":2},
                             {"Name":"verified_email","Priority":1}]}})");
  fixture.new_confirmed("alice");
  const auto destination = [&] {
    fixture.run("ForgotPassword", fixture.forgot_request("alice"));
    return std::string(fixture.inbox.newest().get_string("Destination"));
  };
  const auto write = [&](Json list) {
    fixture.run("AdminUpdateUserAttributes",
                fixture.for_user("alice").set("UserAttributes", std::move(list)));
  };
  CHECK(destination() == "alice@example.com");
  write(attributes("phone_number", "+15550001234", "phone_number_verified", "true"));
  CHECK(destination() == "alice@example.com");
  write(attributes("email_verified", "false"));
  CHECK(destination() == "+15550001234");
  write(attributes("phone_number_verified", "false"));
  CHECK(fixture.refusal("ForgotPassword", fixture.forgot_request("alice"))
            .starts_with("InvalidParameterException: Cannot reset password"));
}

TEST_CASE("R07: what a hiding client is told of nobody fits the pool") {
  ResetFixture fixture(R"({"AutoVerifiedAttributes":["phone_number"],"AccountRecoverySetting":
      {"RecoveryMechanisms":[{"Name":"verified_phone_number","Priority":1}]}})");
  for (const char* operation : {"ForgotPassword", "ResendConfirmationCode"}) {
    const Json answer = fixture.run(operation, fixture.forgot_request("nobody", fixture.hiding));
    const Json& details = *answer.find("CodeDeliveryDetails");
    CHECK(details.get_string("AttributeName") == "phone_number");
    CHECK(details.get_string("DeliveryMedium") == "SMS");
    CHECK(details.get_string("Destination").size() == std::string_view("+*******1234").size());
    CHECK(answer == fixture.run(operation, fixture.forgot_request("nobody", fixture.hiding)));
  }
}

TEST_CASE("E05: recovery shows two letters of an address, and nobody's where there is none") {
  ResetFixture fixture(R"({"AutoVerifiedAttributes":["email"],"AliasAttributes":["email"]})");
  fixture.new_confirmed("alice");
  fixture.run("SignUp",
              fixture.sign_up_request("bob", "robert.with.a.long.name@a.long.domain.example.com"));
  const auto shown = [&](std::string_view operation, std::string_view name) {
    const Json answer = fixture.run(operation, fixture.forgot_request(name, fixture.hiding));
    CHECK(answer.as_object().size() == 1);
    const Json& details = *answer.find("CodeDeliveryDetails");
    CHECK(details.as_object().size() == 3);
    return std::string(details.get_string("Destination"));
  };
  CHECK(shown("ForgotPassword", "alice") == "a***@e***");
  CHECK(shown("ResendConfirmationCode", "bob") == "r***@a***");
  for (const char* operation : {"ForgotPassword", "ResendConfirmationCode"}) {
    INFO(operation);
    // Of a name, letters that follow from it; of an address, its own, as if it were somebody's.
    CHECK(shown(operation, "nobody").size() == std::string_view("a***@e***").size());
    CHECK(shown(operation, "nobody") == shown(operation, "nobody"));
    CHECK(shown(operation, "zoe@corp.example") == "z***@c***");
  }
  CHECK(fixture.inbox.newest().get_string("Destination") ==
        "robert.with.a.long.name@a.long.domain.example.com");
}

TEST_CASE_METHOD(ResetFixture, "an administrator resets nobody who could not be sent a code") {
  const auto reset = [&](std::string_view name) {
    return outcome("AdminResetUserPassword", for_user(name));
  };
  constexpr std::string_view kState =
      "NotAuthorizedException: User password cannot be reset in the current state.";
  constexpr std::string_view kNoChannel =
      "InvalidParameterException: Cannot reset password for the user as there is no "
      "registered/verified email or phone_number";
  CHECK(reset("nobody") == "UserNotFoundException: User does not exist.");
  run("AdminCreateUser", for_user("forced", "TemporaryPassword", kPassword));
  CHECK(reset("forced") == kState);
  run("SignUp", sign_up_request("unconfirmed", "unconfirmed@example.com"));
  CHECK(reset("unconfirmed") == kNoChannel);
  run("AdminDisableUser", for_user("forced"));
  CHECK(reset("forced") == "NotAuthorizedException: User is disabled");
  CHECK(status_of("unconfirmed") == "UNCONFIRMED");
  new_confirmed("alice");
  CHECK(reset("alice").empty());
  CHECK(reset("alice").empty());  // Another code.
  CHECK(confirm("alice", inbox.code()).empty());
  // A user who is disabled stays so, whoever has a code.
  CHECK(reset("alice").empty());
  run("AdminDisableUser", for_user("alice"));
  CHECK(confirm("alice", inbox.code()) == "NotAuthorizedException: User is disabled.");
  run("AdminEnableUser", for_user("alice"));
  CHECK(confirm("alice", inbox.code()).empty());
}

TEST_CASE_METHOD(ResetFixture, "who must reset is told at every door, or only after the password") {
  new_confirmed("alice");
  run("AdminResetUserPassword", for_user("alice"));
  constexpr std::string_view kReset =
      "PasswordResetRequiredException: Password reset required for the user";
  CHECK(sign_in_refusal("alice", kWrongPassword) == kReset);
  CHECK(sign_in_refusal("alice", kWrongPassword, hiding) == kNotAuthorized);
  CHECK(sign_in_refusal("alice", kPassword, hiding) == kReset);
  const SrpStart start = start_srp("alice", hiding);
  CHECK(refusal("RespondToAuthChallenge", srp_request(start, kWrongPassword, hiding)) ==
        kNotAuthorized);
  // They may ask for the code again themselves.
  CHECK(confirm("alice", forgot("alice")).empty());
  CHECK(sign_in("alice", kNewPassword).contains("AccessToken"));
}
