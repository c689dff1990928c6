// What a sign-in on the pages may ask for besides a password: a new one, and second factors.
#include "ops/mfa_fixture.h"
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct WebMfa : WebFixture<MfaFixture> {
  explicit WebMfa(std::string_view mode = "OPTIONAL") : WebFixture(mode) {}

  // With an authenticator app; its key.
  std::string new_member_with_app(std::string_view name) {
    new_member(name);
    std::string secret = register_app(access_token(name));
    prefer(name, "SoftwareTokenMfaSettings", true, false);
    return secret;
  }
};

struct WebMfaOn : WebMfa {
  WebMfaOn() : WebMfa("ON") {}
};

}  // namespace

TEST_CASE_METHOD(WebMfa,
                 "a temporary password is replaced on the next page, missing attributes given") {
  run("AdminCreateUser",
      for_user("alice", "MessageAction", "SUPPRESS").set("TemporaryPassword", kPassword));
  const WebPage page = sign_in_on_page("alice");
  CHECK(page.title() == "Choose a new password");
  const WebPage weak = browser.send(page.form("changePasswordForm"), {{"password", "short"}});
  CHECK(weak.problem() == "Password did not conform with policy: Password not long enough");
  CHECK(is_back(browser.send(weak.form("changePasswordForm"), {{"password", "Other-Horse-8"}})));
  CHECK(status_of("alice") == "CONFIRMED");
}

TEST_CASE("attributes that a pool came to require are asked for with the new password") {
  WebFixture<AuthFixture> web(R"({"Schema":[{"Name":"name","Required":true,"Mutable":true,
      "AttributeDataType":"String"}]})");
  web.run("AdminCreateUser",
          web.for_user("alice", "MessageAction", "SUPPRESS").set("TemporaryPassword", kPassword));
  const WebPage page = web.sign_in_on_page("alice");
  const WebForm form = page.form("changePasswordForm");
  CHECK(form.fields.contains("requiredAttributes[name]"));
  const WebPage refused = web.browser.send(form, {{"password", "Other-Horse-8"}});
  CHECK(refused.problem() == "Invalid attributes given, name is missing");
  CHECK(web.is_back(
      web.browser.send(refused.form("changePasswordForm"),
                       {{"password", "Other-Horse-8"}, {"requiredAttributes[name]", "Alice"}})));
  CHECK(web.attribute("alice", "name") == "Alice");
}

TEST_CASE_METHOD(WebMfa, "a code of the authenticator app; M03: a wrong one stays, and counts") {
  const std::string secret = new_member_with_app("alice");
  const WebPage page = sign_in_on_page("alice");
  CHECK(page.title() == "Enter the code of your app");
  CHECK(page.has("autocomplete=\"one-time-code\""));
  const WebPage wrong = send_code(page, "challengeForm", wrong_app_code(secret));
  CHECK(wrong.problem() == "Invalid code received for user");
  const std::string code = app_code(secret);
  CHECK(is_back(send_code(wrong, "challengeForm", code.substr(0, 3) + " " + code.substr(3))));
}

TEST_CASE_METHOD(WebMfa, "M05: a page of a step that was taken leads nowhere") {
  const std::string secret = new_member_with_app("alice");
  const WebPage page = sign_in_on_page("alice");
  const auto cookies = browser.cookies;
  CHECK(is_back(send_code(page, "challengeForm", app_code(secret))));
  browser.cookies = cookies;
  const WebPage again = send_code(page, "challengeForm", app_code(secret, 1));
  CHECK(again.title() == "Sign in");
  CHECK(again.problem() == "Invalid session for the user, session can only be used once.");
}

TEST_CASE_METHOD(WebMfa, "a session that waited too long begins anew, with the name kept") {
  const std::string secret = new_member_with_app("alice");
  const WebPage page = sign_in_on_page("alice");
  advance_s(181);
  const WebPage late = send_code(page, "challengeForm", app_code(secret));
  CHECK(late.title() == "Sign in");
  CHECK(late.problem() == "Invalid session for the user, session is expired.");
  CHECK(late.form("cognitoSignInForm").fields.at("username") == "alice");
}

TEST_CASE_METHOD(WebMfa, "a code by text message, and one by e-mail") {
  new_member("alice", "+15555550100");
  prefer("alice", "SMSMfaSettings", true, true);
  const WebPage sms = sign_in_on_page("alice");
  CHECK(sms.title() == "Enter your code");
  CHECK(sms.has("+*******0100"));
  CHECK(send_code(sms, "challengeForm", "000000").problem() ==
        "Invalid code or auth state for the user.");
  CHECK(is_back(send_code(sms, "challengeForm", sent_code())));
  new_member("bob", {}, "bob@example.com");
  prefer("bob", "EmailMfaSettings", true, true);
  const WebPage email = sign_in_on_page("bob");
  CHECK(email.has("b***@e***"));
  CHECK(is_back(send_code(email, "challengeForm", sent_code())));
}

TEST_CASE_METHOD(WebMfaOn, "who has several second factors chooses one") {
  new_member("alice", "+15555550100", "alice@example.com");
  const WebPage page = sign_in_on_page("alice");
  CHECK(page.title() == "Choose a second step");
  CHECK(page.has("value=\"SMS_MFA\""));
  CHECK(page.has("value=\"EMAIL_OTP\""));
  CHECK_FALSE(page.has("value=\"SOFTWARE_TOKEN_MFA\""));
  CHECK(browser.send(page.form("choiceForm"), {{"answer", "SOFTWARE_TOKEN_MFA"}}).problem() ==
        "ANSWER must be one of MFAS_CAN_CHOOSE.");
  const WebPage code = browser.send(page.form("choiceForm"), {{"answer", "EMAIL_OTP"}});
  CHECK(is_back(send_code(code, "challengeForm", sent_code())));
}

TEST_CASE_METHOD(WebMfaOn, "an authenticator app is set up in the midst of a sign-in") {
  new_member("alice");
  const WebPage page = sign_in_on_page("alice");
  CHECK(page.title() == "Set up a second step");
  const WebPage shown = browser.send(page.form("mfaSetupForm"), {{"set_up", "app"}});
  CHECK(shown.has("<svg"));
  const std::string secret = between(shown.body, "<code id=\"secretCode\">", "</code>");
  CHECK(secret.size() >= 32);
  const WebPage wrong = send_code(shown, "mfaSetupForm", wrong_app_code(secret));
  CHECK(wrong.problem() == "Code mismatch and fail enable Software Token MFA");
  CHECK(is_back(send_code(wrong, "mfaSetupForm", app_code(secret))));
  advance_s(60);
  const WebPage next = sign_in_on_page("alice");
  CHECK(next.title() == "Enter the code of your app");
  CHECK(is_back(send_code(next, "challengeForm", app_code(secret))));
}

TEST_CASE_METHOD(WebMfaOn, "an address is set up in the midst of a sign-in") {
  new_member("alice");
  const WebPage page = sign_in_on_page("alice");
  const WebPage code =
      browser.send(page.form("mfaAddressForm"),
                   {{"set_up", "email"}, {"requiredAttributes[email]", "alice@example.com"}});
  CHECK(code.title() == "Enter your code");
  CHECK(is_back(send_code(code, "challengeForm", sent_code())));
  CHECK(attribute("alice", "email") == "alice@example.com");
}
