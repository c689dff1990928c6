// Signing up on the pages: what is asked for, the code, and on to the client.
#include "ops/choice_fixture.h"
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

using Web = WebFixture<AuthFixture>;

struct WebEmail : WebFixture<AuthFixture> {
  WebEmail()
      : WebFixture(R"({"AutoVerifiedAttributes":["email"],"UsernameAttributes":["email"],
          "Schema":[{"Name":"given_name","Required":true,"Mutable":true,
                     "AttributeDataType":"String"}]})") {}
};

struct WebChoice : WebFixture<ChoiceFixture> {
  std::string choosing =
      make_web_client(R"({"ExplicitAuthFlows":["ALLOW_USER_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]})");
};

Fields new_user_fields() {
  return {{"username", "alice"},
          {"requiredAttributes[email]", "alice@example.com"},
          {"password", std::string(kPassword)}};
}

}  // namespace

TEST_CASE_METHOD(Web, "a user signs up, confirms the code and signs in") {
  const WebPage page = open("/signup");
  CHECK(page.has("Minimum length: 8."));
  CHECK(page.has("autocomplete=\"new-password\""));
  const WebPage confirm = browser.send(page.form("signupForm"), new_user_fields());
  CHECK(confirm.title() == "Confirm your account");
  CHECK(confirm.has("a***@e***"));
  const WebPage wrong = send_code(confirm, "confirmForm", "000000");
  CHECK(wrong.problem() == "Invalid verification code provided, please try again.");
  const WebPage done = send_code(wrong, "confirmForm", inbox.code());
  CHECK(done.title() == "Sign in");
  CHECK(done.notice() == "Your account is confirmed. You can sign in now.");
  CHECK(is_back(
      browser.send(done.form("cognitoSignInForm"), {{"password", std::string(kPassword)}})));
  CHECK(attribute("alice", "email_verified") == "true");
}

TEST_CASE_METHOD(Web, "another code is sent when it is asked for") {
  const WebPage confirm = browser.send(open("/signup").form("signupForm"), new_user_fields());
  const WebPage again = browser.send(confirm.form("resendForm"), {});
  CHECK(again.title() == "Confirm your account");
  CHECK(inbox.size() == 2);
  CHECK(send_code(again, "confirmForm", inbox.code()).title() == "Sign in");
}

TEST_CASE_METHOD(Web,
                 "who signs in unconfirmed is led to the code; whoever lost the page as well") {
  run("SignUp", sign_up_request("alice", "alice@example.com"));
  const WebPage page = sign_in_on_page("alice");
  CHECK(page.title() == "Confirm your account");
  CHECK(page.problem() == "User is not confirmed.");
  browser.cookies.clear();
  const WebPage lost = open("/resendcode");
  const WebPage sent = browser.send(lost.form("resendForm"), {{"username", "alice"}});
  CHECK(send_code(sent, "confirmForm", inbox.code()).title() == "Sign in");
}

TEST_CASE_METHOD(Web, "what SignUp refuses is told, with what was typed but the password") {
  const WebForm form = open("/signup").form("signupForm");
  Fields typed = new_user_fields();
  typed["password"] = "short";
  const WebPage page = browser.send(form, typed);
  CHECK(page.status == 400);
  CHECK(page.problem() == "Password did not conform with policy: Password not long enough");
  CHECK(page.form("signupForm").fields.at("username") == "alice");
  CHECK(page.form("signupForm").fields.at("password").empty());
  new_confirmed("bob");
  typed = new_user_fields();
  typed["username"] = "bob";
  CHECK(browser.send(form, typed).problem() == "User already exists");
}

TEST_CASE_METHOD(WebEmail, "names and attributes are those the pool wants") {
  const WebForm form = open("/signup").form("signupForm");
  CHECK(form.fields.contains("requiredAttributes[given_name]"));
  CHECK_FALSE(form.fields.contains("requiredAttributes[email]"));
  CHECK(open("/login").has(">Email</label>"));
  Fields typed{{"username", "alice@example.com"}, {"password", std::string(kPassword)}};
  CHECK(browser.send(form, typed).problem() ==
        "Attributes did not conform to the schema: given_name: The attribute is required");
  typed["requiredAttributes[given_name]"] = "Alice";
  const WebPage confirm = browser.send(form, typed);
  CHECK(send_code(confirm, "confirmForm", inbox.code()).title() == "Sign in");
  CHECK(is_back(sign_in_on_page("alice@example.com")));
  CHECK(attribute("alice@example.com", "given_name") == "Alice");
}

TEST_CASE_METHOD(Web, "A02: a form cannot write what it is not asked for") {
  Fields typed = new_user_fields();
  typed["requiredAttributes[email_verified]"] = "true";
  typed["requiredAttributes[custom:role]"] = "admin";
  const WebPage confirm = browser.send(open("/signup").form("signupForm"), typed);
  CHECK(confirm.title() == "Confirm your account");
  CHECK(attribute("alice", "email_verified") != "true");
}

TEST_CASE_METHOD(Web, "a pool that only administrators add users to has no sign-up") {
  const std::string closed =
      make_pool(R"({"AdminCreateUserConfig":{"AllowAdminCreateUserOnly":true}})");
  pool = closed;
  run("CreateUserPoolDomain", for_pool(closed).set("Domain", "closed"));
  const std::string client_id = make_web_client();
  Browser visitor(*engine, "closed.auth.us-east-1.amazoncognito.com");
  CHECK_FALSE(visitor.get(address("/login", client_id)).has("/signup?"));
  const WebPage page = visitor.get(address("/signup", client_id));
  CHECK(page.problem() == "SignUp is not permitted for this user pool");
  WebForm form = visitor.get(address("/login", client_id)).form("cognitoSignInForm");
  form.action = address("/signup", client_id);
  CHECK(visitor.send(form, new_user_fields()).problem() ==
        "SignUp is not permitted for this user pool");
}

TEST_CASE_METHOD(WebChoice, "the code of a sign-up signs in where the client lets users choose") {
  const WebPage page = open("/signup", choosing);
  // Codes will do, so a password is not demanded.
  CHECK(page.has("You may leave this empty and sign in with codes."));
  Fields typed = new_user_fields();
  typed["password"] = "";
  const WebPage confirm = browser.send(page.form("signupForm"), typed);
  CHECK(is_back(send_code(confirm, "confirmForm", inbox.code())));
}

TEST_CASE_METHOD(Web, "terms are linked once both documents are there, in http alone") {
  CHECK_FALSE(open("/signup").has("legalText"));
  const auto add = [&](std::string_view name, std::string_view link) {
    run("CreateTerms", for_pool(pool, R"({"TermsSource":"LINK","Enforcement":"NONE"})")
                           .set("ClientId", web)
                           .set("TermsName", name)
                           .set("Links", object("cognito:default", link, "cognito:english",
                                                std::string(link) + "/en")));
  };
  add("terms-of-use", "https://example.com/terms");
  CHECK_FALSE(open("/signup").has("legalText"));
  add("privacy-policy", "https://example.com/privacy");
  const WebPage page = open("/signup");
  CHECK(page.has("href=\"https://example.com/terms/en\""));
  CHECK(page.has("href=\"https://example.com/privacy/en\""));
}

TEST_CASE_METHOD(Web, "a client with a secret signs users up, and its users type none") {
  const std::string secretive = make_web_client(R"({"GenerateSecret":true})");
  const WebPage confirm =
      browser.send(open("/signup", secretive).form("signupForm"), new_user_fields());
  CHECK(send_code(confirm, "confirmForm", inbox.code()).title() == "Sign in");
  CHECK(is_back(sign_in_on_page("alice", kPassword, secretive)));
}
