// Codes sent to a user as the second factor: text messages, e-mail, choosing between them, and what
// that does to resetting a password.
#include "ops/mfa_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kPhone = "+15550109876";
constexpr std::string_view kEmail = "ada@example.com";
constexpr std::string_view kNoMethod =
    "MFAMethodNotFoundException: The user has no MFA method that can be used.";

struct EmailRecoveryFixture : MfaFixture {
  EmailRecoveryFixture() : MfaFixture("ON", R"({"Name":"verified_email","Priority":1})") {}
};

}  // namespace

TEST_CASE_METHOD(MfaFixture, "SMS_MFA: the code goes to the phone, and verifies it") {
  new_member("ada", kPhone);
  prefer("ada", "SMSMfaSettings", true, true);
  const Json asked = begin("ada");
  CHECK(challenge(asked) == "SMS_MFA");
  CHECK(parameter(asked, "CODE_DELIVERY_DELIVERY_MEDIUM") == "SMS");
  CHECK(parameter(asked, "CODE_DELIVERY_DESTINATION") == "+*******9876");
  const Json message = inbox.newest();
  CHECK(message.get_string("Destination") == kPhone);
  CHECK(message.get_string("Source") == "Authentication");
  CHECK(message.get_string("Body") == "Your authentication code is " + inbox.code());
  CHECK(attribute("ada", "phone_number_verified") != "true");
  const std::string code = inbox.code();
  CHECK(answer_refusal("SMS_MFA", "ada", session(asked), "SMS_MFA_CODE", other_code(code)) ==
        kWrongCode);
  tokens_of(answer("SMS_MFA", "ada", session(asked), "SMS_MFA_CODE", code));
  CHECK(attribute("ada", "phone_number_verified") == "true");
}

TEST_CASE_METHOD(MfaFixture, "EMAIL_OTP: the code goes to the mailbox, and verifies it") {
  new_member("ada", {}, kEmail);
  Json config = for_pool(pool, R"({"MfaConfiguration":"OPTIONAL","EmailMfaConfiguration":
      {"Subject":"Sign in","Message":"It is {####}"}})");
  run("SetUserPoolMfaConfig", config);
  prefer("ada", "EmailMfaSettings", true, false);
  const Json asked = begin("ada");
  CHECK(challenge(asked) == "EMAIL_OTP");
  CHECK(parameter(asked, "CODE_DELIVERY_DELIVERY_MEDIUM") == "EMAIL");
  CHECK(inbox.newest().get_string("Subject") == "Sign in");
  CHECK(inbox.newest().get_string("Body") == "It is " + inbox.code());
  CHECK(answer_refusal("EMAIL_OTP", "ada", session(asked), "EMAIL_OTP_CODE", "000000x") ==
        kWrongCode);
  tokens_of(answer("EMAIL_OTP", "ada", session(asked), "EMAIL_OTP_CODE", inbox.code()));
  CHECK(attribute("ada", "email_verified") == "true");
}

TEST_CASE_METHOD(MfaFixture, "CustomMessage_Authentication composes the code's message") {
  new_member("ada", kPhone);
  prefer("ada", "SMSMfaSettings", true, true);
  std::string source;
  REQUIRE(engine
              ->set_trigger("CustomMessage", 0, pool,
                            [&](std::string_view text) -> Result<std::string> {
                              Json event = json(text);
                              source = event.get_string("triggerSource");
                              event["response"].set("smsMessage", "Dear Ada: {####}");
                              return event.dump();
                            })
              .ok());
  const std::string held = session(begin("ada"));
  CHECK(source == "CustomMessage_Authentication");
  CHECK(inbox.newest().get_string("Body") == "Dear Ada: " + inbox.code());
  tokens_of(answer("SMS_MFA", "ada", held, "SMS_MFA_CODE", inbox.code()));
}

TEST_CASE_METHOD(MfaFixture, "a message that cannot be sent is told, and no session is given") {
  new_member("ada", kPhone);
  prefer("ada", "SMSMfaSettings", true, true);
  REQUIRE(engine
              ->set_trigger(
                  "CustomMessage", 0, pool,
                  [](std::string_view) -> Result<std::string> { return reject("x", "no credit."); })
              .ok());
  CHECK(sign_in_refusal("ada", kPassword) ==
        "UserLambdaValidationException: CustomMessage failed with error no credit..");
  REQUIRE(engine->set_trigger("CustomMessage", 0, pool, {}).ok());
  CHECK(challenge(begin("ada")) == "SMS_MFA");
}

TEST_CASE_METHOD(MfaFixture, "M11: a code is good for its own session, and a new one replaces it") {
  new_member("ada", kPhone);
  prefer("ada", "SMSMfaSettings", true, true);
  const std::string first = session(begin("ada"));
  const std::string first_code = inbox.code();
  const std::string second = session(begin("ada"));
  const std::string second_code = inbox.code();
  CHECK(answer_refusal("SMS_MFA", "ada", first, "SMS_MFA_CODE", first_code) == kWrongCode);
  CHECK(answer_refusal("SMS_MFA", "ada", first, "SMS_MFA_CODE", second_code) == kWrongCode);
  answer("SMS_MFA", "ada", second, "SMS_MFA_CODE", second_code);
  CHECK(answer_refusal("SMS_MFA", "ada", second, "SMS_MFA_CODE", second_code) == kUsedSession);
}

TEST_CASE_METHOD(MfaFixture, "M11: a code to an address the user no longer has proves nothing") {
  new_member("ada", kPhone);
  prefer("ada", "SMSMfaSettings", true, true);
  const std::string held = session(begin("ada"));
  const std::string code = inbox.code();
  run("AdminUpdateUserAttributes",
      for_user("ada").set("UserAttributes", attributes("phone_number", "+15550100000")));
  CHECK(answer_refusal("SMS_MFA", "ada", held, "SMS_MFA_CODE", code) == kInvalidSession);
  const std::string fresh = session(begin("ada"));
  CHECK(inbox.newest().get_string("Destination") == "+15550100000");
  answer("SMS_MFA", "ada", fresh, "SMS_MFA_CODE", inbox.code());
}

TEST_CASE_METHOD(MfaFixture, "M03: wrong codes of both kinds and wrong passwords count together") {
  new_member("ada", kPhone, kEmail);
  prefer("ada", "SMSMfaSettings", true, true);
  CHECK(sign_in_refusal("ada", kWrongPassword) == kNotAuthorized);
  for (int i = 0; i < 2; ++i) {
    CHECK(answer_refusal("SMS_MFA", "ada", session(begin("ada")), "SMS_MFA_CODE", "wrong") ==
          kWrongCode);
  }
  prefer("ada", "EmailMfaSettings", true, true);
  for (int i = 0; i < 2; ++i) {
    CHECK(answer_refusal("EMAIL_OTP", "ada", session(begin("ada")), "EMAIL_OTP_CODE", "wrong") ==
          kWrongCode);
  }
  CHECK(sign_in_refusal("ada", kPassword) == kLockedOut);
}

TEST_CASE_METHOD(MfaFixture, "M07: a session answers the challenge it was made for, and no other") {
  new_member("ada", kPhone, kEmail);
  prefer("ada", "SMSMfaSettings", true, true);
  const std::string held = session(begin("ada"));
  const std::string code = inbox.code();
  CHECK(answer_refusal("EMAIL_OTP", "ada", held, "EMAIL_OTP_CODE", code) == kInvalidSession);
  CHECK(answer_refusal("SOFTWARE_TOKEN_MFA", "ada", held, "SOFTWARE_TOKEN_MFA_CODE", code) ==
        kInvalidSession);
  CHECK(answer_refusal("SELECT_MFA_TYPE", "ada", held, "ANSWER", "SMS_MFA") == kInvalidSession);
  CHECK(answer_refusal("MFA_SETUP", "ada", held) == kInvalidSession);
  CHECK(answer_refusal("NEW_PASSWORD_REQUIRED", "ada", held, "NEW_PASSWORD", kPassword) ==
        kInvalidSession);
  new_member("eve", "+15550100001");
  CHECK(answer_refusal("SMS_MFA", "eve", held, "SMS_MFA_CODE", code) == kInvalidSession);
  const std::string other = make_client();
  Json through_other = answer_request("SMS_MFA", "ada", held, "SMS_MFA_CODE", code);
  CHECK(refusal("RespondToAuthChallenge", through_other.set("ClientId", other)) == kInvalidSession);
  answer("SMS_MFA", "ada", held, "SMS_MFA_CODE", code);
}

TEST_CASE_METHOD(MfaFixture, "a user whose name is an address answers by it, or by the sub") {
  pool = make_pool(R"({"UsernameAttributes":["email"],
      "AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]}})");
  client = make_client();
  set_mfa("OPTIONAL");
  new_member(kEmail);
  new_member("eve@example.com");
  prefer(kEmail, "EmailMfaSettings", true, true);
  const std::string sub(get_user(kEmail).get_string("Username"));
  for (const std::string& name : {std::string(kEmail), sub}) {
    const std::string held = session(begin(kEmail));
    CHECK(answer_refusal("EMAIL_OTP", "eve@example.com", held, "EMAIL_OTP_CODE", inbox.code()) ==
          kInvalidSession);
    tokens_of(answer("EMAIL_OTP", name, held, "EMAIL_OTP_CODE", inbox.code()));
  }
}

TEST_CASE_METHOD(MfaFixture, "SELECT_MFA_TYPE: the user takes one of those that were offered") {
  new_member("ada", kPhone, kEmail);
  prefer("ada", "SMSMfaSettings", true, false);
  prefer("ada", "EmailMfaSettings", true, false);
  const std::size_t sent = inbox.size();
  const Json asked = begin("ada");
  CHECK(challenge(asked) == "SELECT_MFA_TYPE");
  CHECK(parameter(asked, "MFAS_CAN_CHOOSE") == R"(["SMS_MFA","EMAIL_OTP"])");
  CHECK(inbox.size() == sent);
  for (const std::string_view wrong : {"SOFTWARE_TOKEN_MFA", "EMAIL_MFA", "sms_mfa"}) {
    CHECK(answer_refusal("SELECT_MFA_TYPE", "ada", session(asked), "ANSWER", wrong) ==
          "InvalidParameterException: ANSWER must be one of MFAS_CAN_CHOOSE.");
  }
  const Json chosen = answer("SELECT_MFA_TYPE", "ada", session(asked), "ANSWER", "EMAIL_OTP");
  CHECK(challenge(chosen) == "EMAIL_OTP");
  CHECK(answer_refusal("SELECT_MFA_TYPE", "ada", session(asked), "ANSWER", "SMS_MFA") ==
        kUsedSession);
  tokens_of(answer("EMAIL_OTP", "ada", session(chosen), "EMAIL_OTP_CODE", inbox.code()));
}

TEST_CASE_METHOD(MfaFixture, "a temporary password is replaced before the code is asked for") {
  new_member("ada", kPhone);
  prefer("ada", "SMSMfaSettings", true, true);
  run("AdminSetUserPassword", for_user("ada", "Password", kPassword));
  const Json asked = begin("ada");
  CHECK(challenge(asked) == "NEW_PASSWORD_REQUIRED");
  const Json next =
      answer("NEW_PASSWORD_REQUIRED", "ada", session(asked), "NEW_PASSWORD", "Other-Horse-8");
  CHECK(challenge(next) == "SMS_MFA");
  tokens_of(answer("SMS_MFA", "ada", session(next), "SMS_MFA_CODE", inbox.code()));
}

TEST_CASE_METHOD(MfaFixture,
                 "T08, M05: a factor switched on while the password is checked counts") {
  new_member("ada", kPhone);
  const SrpStart start = start_srp("ada");
  prefer("ada", "SMSMfaSettings", true, true);
  const Json asked = run("RespondToAuthChallenge", srp_request(start, kPassword));
  CHECK(challenge(asked) == "SMS_MFA");
}

TEST_CASE_METHOD(MfaFixture, "M05: every flow with a password asks for the second factor") {
  new_member("ada", kPhone);
  prefer("ada", "SMSMfaSettings", true, true);
  CHECK(challenge(begin("ada")) == "SMS_MFA");
  CHECK(challenge(run("RespondToAuthChallenge", srp_request(start_srp("ada"), kPassword))) ==
        "SMS_MFA");
  for (const std::string_view flow : {"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}) {
    Json request = auth_request(flow, object("USERNAME", "ada", "PASSWORD", kPassword));
    const Json asked = run("AdminInitiateAuth", request.set("UserPoolId", pool));
    CHECK(challenge(asked) == "SMS_MFA");
    Json response = answer_request("SMS_MFA", "ada", session(asked), "SMS_MFA_CODE", inbox.code());
    tokens_of(run("AdminRespondToAuthChallenge", response.set("UserPoolId", pool)));
  }
}

TEST_CASE_METHOD(RequiredMfaFixture,
                 "MFA_SETUP: an e-mail address is taken once its code came back") {
  new_member("ada");
  const std::string held = session(begin("ada"));
  CHECK(answer_refusal("MFA_SETUP", "ada", held, "email", "not an address")
            .starts_with("InvalidParameterException: Invalid email address format."));
  const std::string_view member = GENERATE("email", "EMAIL");  // Amplify sends the second.
  const Json asked = answer("MFA_SETUP", "ada", held, member, kEmail);
  CHECK(challenge(asked) == "EMAIL_OTP");
  CHECK(inbox.newest().get_string("Destination") == kEmail);
  CHECK(attribute("ada", "email") == "(none)");
  CHECK(answer_refusal("MFA_SETUP", "ada", held, "email", kEmail) == kUsedSession);
  tokens_of(answer("EMAIL_OTP", "ada", session(asked), "EMAIL_OTP_CODE", inbox.code()));
  CHECK(attribute("ada", "email") == kEmail);
  CHECK(attribute("ada", "email_verified") == "true");
  CHECK(*get_user("ada").find("UserMFASettingList") == json(R"(["EMAIL_OTP"])"));
}

TEST_CASE_METHOD(EmailRecoveryFixture,
                 "MFA_SETUP does not take the address that resets passwords") {
  new_member("ada");
  const Json asked = begin("ada");
  CHECK(parameter(asked, "MFAS_CAN_SETUP") == R"(["SMS_MFA","SOFTWARE_TOKEN_MFA"])");
  CHECK(answer_refusal("MFA_SETUP", "ada", session(asked), "email", kEmail) ==
        "InvalidParameterException: email cannot be set up as a second factor.");
  const Json next = answer("MFA_SETUP", "ada", session(asked), "phone_number", kPhone);
  CHECK(challenge(next) == "SMS_MFA");
  tokens_of(answer("SMS_MFA", "ada", session(next), "SMS_MFA_CODE", inbox.code()));
}

TEST_CASE_METHOD(EmailRecoveryFixture,
                 "a user whose only address resets the password has no second factor") {
  new_member("ada", {}, kEmail);
  set_mfa("ON", "SE");
  CHECK(sign_in_refusal("ada", kPassword) == kNoMethod);
  set_mfa("ON", "STE");
  CHECK(parameter(begin("ada"), "MFAS_CAN_SETUP") == R"(["SOFTWARE_TOKEN_MFA"])");
}

TEST_CASE_METHOD(EmailRecoveryFixture,
                 "a new password is not taken where no second factor can be asked for") {
  new_member("ada", {}, kEmail);
  run("AdminSetUserPassword", for_user("ada", "Password", kPassword));
  set_mfa("ON", "SE");
  const Json asked = begin("ada");
  CHECK(challenge(asked) == "NEW_PASSWORD_REQUIRED");
  CHECK(answer_refusal("NEW_PASSWORD_REQUIRED", "ada", session(asked), "NEW_PASSWORD",
                       "Other-Horse-8") == kNoMethod);
  CHECK(challenge(begin("ada")) == "NEW_PASSWORD_REQUIRED");
  set_mfa("ON", "STE");
  CHECK(challenge(answer("NEW_PASSWORD_REQUIRED", "ada", session(asked), "NEW_PASSWORD",
                         "Other-Horse-8")) == "MFA_SETUP");
  CHECK(sign_in_refusal("ada", kPassword) == kNotAuthorized);
}

TEST_CASE_METHOD(RequiredMfaFixture,
                 "the code of a self sign-up stands for the second factor of the first sign-in") {
  new_confirmed("ada");
  CHECK(challenge(begin("ada")) == "(tokens)");
  CHECK(challenge(begin("ada")) == "EMAIL_OTP");
}

TEST_CASE_METHOD(RequiredMfaFixture, "M05: the code of a sign-up stands for it for a day only") {
  new_confirmed("ada");
  advance_s(24 * 3'600);
  CHECK(challenge(begin("ada")) == "EMAIL_OTP");
}

TEST_CASE_METHOD(RequiredMfaFixture,
                 "M05: confirmed by an administrator, a user has shown nothing") {
  run("SignUp", sign_up_request("ada", kEmail));
  run("AdminConfirmSignUp", for_user("ada"));
  CHECK(challenge(begin("ada")) == "EMAIL_OTP");
}

TEST_CASE("M08: a password is not reset where the second factor goes") {
  constexpr std::string_view kNoChannel =
      "InvalidParameterException: Cannot reset password for the user as there is no "
      "registered/verified email or phone_number";
  MfaFixture fixture("OPTIONAL", R"({"Name":"verified_phone_number","Priority":1},
                                    {"Name":"verified_email","Priority":2})");
  fixture.new_member("ada", kPhone, kEmail);
  fixture.run(
      "AdminUpdateUserAttributes",
      fixture.for_user("ada").set(
          "UserAttributes", attributes("phone_number_verified", "true", "email_verified", "true")));
  const Json forgot = object("ClientId", fixture.client, "Username", "ada");
  const auto medium = [&] {
    return std::string(fixture.run("ForgotPassword", forgot)
                           .find("CodeDeliveryDetails")
                           ->get_string("DeliveryMedium"));
  };
  CHECK(medium() == "SMS");
  fixture.prefer("ada", "SMSMfaSettings", true, true);
  CHECK(medium() == "EMAIL");
  fixture.prefer("ada", "EmailMfaSettings", true, false);
  CHECK(medium() == "EMAIL");
  fixture.prefer("ada", "SMSMfaSettings", true, false);
  CHECK(fixture.refusal("ForgotPassword", forgot) == kNoChannel);
  CHECK(fixture.refusal("AdminResetUserPassword", fixture.for_user("ada")) == kNoChannel);
}

TEST_CASE_METHOD(MfaFixture, "M05: a reset password still needs the second factor") {
  new_confirmed("ada");
  const std::string token = access_token("ada");
  register_app(token);
  run("UpdateUserPool",
      for_pool(pool, R"({"AutoVerifiedAttributes":["email"],"MfaConfiguration":"OPTIONAL"})"));
  run("ForgotPassword", object("ClientId", client, "Username", "ada"));
  run("ConfirmForgotPassword", object("ClientId", client, "Username", "ada", "ConfirmationCode",
                                      inbox.code(), "Password", kPassword));
  CHECK(challenge(begin("ada")) == "SOFTWARE_TOKEN_MFA");
}

TEST_CASE_METHOD(MfaFixture,
                 "an address somebody else signs in by serves as a factor, unverified") {
  pool = make_pool(R"({"AliasAttributes":["email"],"MfaConfiguration":"OFF",
      "AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]}})");
  client = make_client();
  set_mfa("OPTIONAL");
  new_member("owner", {}, kEmail);
  run("AdminUpdateUserAttributes",
      for_user("owner").set("UserAttributes", attributes("email_verified", "true")));
  new_member("ada", {}, kEmail);
  prefer("ada", "EmailMfaSettings", true, true);
  const std::string held = session(begin("ada"));
  tokens_of(answer("EMAIL_OTP", "ada", held, "EMAIL_OTP_CODE", inbox.code()));
  CHECK(attribute("ada", "email_verified") != "true");
  CHECK(attribute("owner", "email_verified") == "true");
}
