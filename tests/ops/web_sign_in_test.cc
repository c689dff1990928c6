// Signing in on the pages of managed login, from the form to the client's address.
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

using Web = WebFixture<AuthFixture>;

constexpr std::string_view kWrong = "Incorrect username or password.";

}  // namespace

TEST_CASE_METHOD(Web, "a name and a password lead back to the client with a code and its state") {
  new_confirmed("alice");
  const WebPage page = open("/login");
  CHECK(page.status == 200);
  CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
  const WebForm form = page.form("cognitoSignInForm");
  CHECK(form.fields.contains("_csrf"));
  CHECK(page.has("id=\"signInFormUsername\" name=\"username\""));
  CHECK(page.has("id=\"signInFormPassword\" name=\"password\""));
  CHECK(page.has("name=\"signInSubmitButton\""));
  const WebPage back =
      browser.send(form, {{"username", "alice"}, {"password", std::string(kPassword)}});
  CHECK(back.status == 303);
  CHECK(is_back(back));
}

TEST_CASE_METHOD(Web, "/oauth2/authorize leads to the same page, with the same request") {
  new_confirmed("alice");
  const WebPage page = open("/oauth2/authorize");
  CHECK(page.title() == "Sign in");
  CHECK(page.parameter("state") == "a&b\"<c>");
  CHECK(is_back(browser.send(page.form("cognitoSignInForm"),
                             {{"username", "alice"}, {"password", std::string(kPassword)}})));
}

TEST_CASE_METHOD(Web, "who has signed in goes on without a question; in another browser not") {
  new_confirmed("alice");
  CHECK(is_back(sign_in_on_page("alice")));
  CHECK(is_back(open("/oauth2/authorize")));
  Browser other(*engine, "login.auth.us-east-1.amazoncognito.com");
  CHECK(other.get(address("/oauth2/authorize")).title() == "Sign in");
}

TEST_CASE_METHOD(Web, "a wrong password is told in the API's words, and the form is there again") {
  new_confirmed("alice");
  const WebPage page = sign_in_on_page("alice", kWrongPassword);
  CHECK(page.status == 400);
  CHECK(page.problem() == kWrong);
  CHECK(page.form("cognitoSignInForm").fields.at("username") == "alice");
  CHECK(page.form("cognitoSignInForm").fields.at("password").empty());
  CHECK(is_back(
      browser.send(page.form("cognitoSignInForm"), {{"password", std::string(kPassword)}})));
}

TEST_CASE_METHOD(Web,
                 "E01: a client that hides who exists answers nobody's name byte for byte alike") {
  const std::string hides = make_web_client(R"({"PreventUserExistenceErrors":"ENABLED"})");
  new_confirmed("alice");
  const WebForm form = open("/login", hides).form("cognitoSignInForm");
  const auto refused = [&](const char* name) {
    WebPage page = browser.send(form, {{"username", name}, {"password", "Wrong-Horse-7"}});
    CHECK(page.problem() == kWrong);
    CHECK(page.status == 400);
    // What was typed is there again.
    const std::size_t at = page.body.find(name);
    return page.body.replace(at, 5, "?????");
  };
  CHECK(refused("alice") == refused("nosuc"));
  // A client that does not hide it says so, as its API does.
  CHECK(sign_in_on_page("nobody", kWrongPassword).problem() == "User does not exist.");
}

TEST_CASE_METHOD(Web, "L05: guesses on the page count into the lockout, as those at the API do") {
  new_confirmed("alice");
  for (int i = 0; i < 6; ++i) sign_in_on_page("alice", kWrongPassword);
  CHECK(sign_in_on_page("alice").problem() == "Password attempts exceeded");
  advance_s(3600);
  CHECK(is_back(sign_in_on_page("alice")));
}

TEST_CASE_METHOD(Web, "O16, O17: each sign-in has a session of its own, and ends the one before") {
  new_confirmed("alice");
  new_confirmed("bob");
  browser.cookies["cognito"] = "planted";
  CHECK(is_back(sign_in_on_page("alice")));
  const std::string first = browser.cookies.at("cognito");
  CHECK(first != "planted");
  CHECK(browser.cookies.size() == 1);
  CHECK(is_back(sign_in_on_page("bob")));
  const std::string second = browser.cookies.at("cognito");
  CHECK(second != first);
  // What alice's browser held is worth nothing by now.
  browser.cookies["cognito"] = first;
  CHECK(open("/oauth2/authorize").title() == "Sign in");
  browser.cookies["cognito"] = second;
  CHECK(is_back(open("/oauth2/authorize")));
}

TEST_CASE_METHOD(Web, "O35: a client without COGNITO is shown no form, and takes none") {
  run("CreateIdentityProvider",
      for_pool(pool, R"({"ProviderName":"Corp","ProviderType":"OIDC","ProviderDetails":{
          "client_id":"id","client_secret":"secret","authorize_scopes":"openid",
          "attributes_request_method":"GET","oidc_issuer":"https://idp.example.com",
          "authorize_url":"https://idp.example.com/a","token_url":"https://idp.example.com/t",
          "attributes_url":"https://idp.example.com/u","jwks_uri":"https://idp.example.com/j"}})"));
  const std::string only_corp = make_web_client(R"({"SupportedIdentityProviders":["Corp"]})");
  new_confirmed("alice");
  const WebPage page = open("/login", only_corp);
  CHECK(page.forms().empty());
  CHECK(page.has("Continue with Corp"));
  CHECK(page.has("/oauth2/authorize?client_id=" + only_corp));
  CHECK(page.has("identity_provider=Corp"));
  WebForm form = open("/login").form("cognitoSignInForm");
  for (const char* path : {"/login", "/signup", "/forgotPassword", "/confirm", "/challenge"}) {
    form.action = address(path, only_corp);
    const WebPage refused = browser.send(
        form, {{"username", "alice"}, {"password", std::string(kPassword)}, {"code", "1"}});
    CHECK(refused.status == 400);
    CHECK(refused.problem() == "This client takes no passwords.");
  }
  const std::string both = make_web_client(R"({"SupportedIdentityProviders":["COGNITO","Corp"]})");
  CHECK(open("/login", both).has("Continue with Corp"));
  CHECK(is_back(sign_in_on_page("alice", kPassword, both)));
}

TEST_CASE_METHOD(Web, "O35: what was begun on a page is not answered at the API, nor the reverse") {
  run("AdminCreateUser",
      for_user("alice", "MessageAction", "SUPPRESS").set("TemporaryPassword", kPassword));
  const WebPage page = sign_in_on_page("alice");
  CHECK(page.title() == "Choose a new password");
  // The page holds no Session, and the cookie that does is sealed.
  CHECK_FALSE(page.has("Session"));
  const Json asked = run("InitiateAuth", password_request("alice", kPassword));
  const std::string flow = browser.cookies.at(flow_cookie(page));
  CHECK(outcome("RespondToAuthChallenge",
                respond_request("NEW_PASSWORD_REQUIRED",
                                object("USERNAME", "alice", "NEW_PASSWORD", "Other-Horse-8"), web,
                                flow)) == "NotAuthorizedException: Invalid session for the user.");
  browser.cookies[flow_cookie(page)] = std::string(asked.get_string("Session"));
  CHECK(browser.get(page.address).title() == "Sign in");
  browser.cookies[flow_cookie(page)] = flow;
  CHECK(browser.get(page.address).title() == "Choose a new password");
}

TEST_CASE_METHOD(Web, "a client with a secret: its users type none") {
  const std::string secretive = make_web_client(R"({"GenerateSecret":true})");
  new_confirmed("alice");
  CHECK(is_back(sign_in_on_page("alice", kPassword, secretive)));
}

TEST_CASE_METHOD(Web, "login_hint is in the form; an error page tells no more than it knows") {
  CHECK(browser.get(address("/login") + "&login_hint=al%22ice")
            .form("cognitoSignInForm")
            .fields.at("username") == "al\"ice");
  const WebPage mismatch = browser.get("/error?error=redirect_mismatch&client_id=" + web);
  CHECK(mismatch.status == 400);
  CHECK(mismatch.problem() ==
        "The app asked to be called back at an address that is not registered for it.");
  const WebPage other = browser.get("/error?error=%3Cscript%3E&error_description=phone+me");
  CHECK(other.problem() == "An error was encountered with the requested page.");
  CHECK_FALSE(other.has("<script>"));
  CHECK_FALSE(other.has("phone me"));
}

TEST_CASE_METHOD(Web, "a request that cannot be granted shows no form") {
  CHECK(browser
            .get("/login?client_id=" + web +
                 "&response_type=code&redirect_uri=https%3A%2F%2Fevil.example")
            .title() == "Something went wrong");
  CHECK(browser.get("/login").title() == "Something went wrong");
}

TEST_CASE_METHOD(Web, "a user whose password is reset is led to a new one, and then in") {
  new_confirmed("alice");
  run("AdminResetUserPassword", for_user("alice"));
  const WebPage page = sign_in_on_page("alice");
  CHECK(page.title() == "Reset your password");
  CHECK(page.problem() == "Password reset required for the user");
  const WebPage asked = browser.send(page.form("forgotPasswordForm"), {});
  CHECK(asked.has("a***@e***"));
  const WebForm form = asked.form("confirmForgotPasswordForm");
  const WebPage wrong = browser.send(form, {{"code", "000000"}, {"password", "Other-Horse-8"}});
  CHECK(wrong.problem() == "Invalid verification code provided, please try again.");
  const WebPage done = browser.send(form, {{"code", sent_code()}, {"password", "Other-Horse-8"}});
  CHECK(done.title() == "Sign in");
  CHECK(done.notice() == "Your password is changed. You can sign in with it now.");
  CHECK(done.form("cognitoSignInForm").fields.at("username") == "alice");
  // Said once.
  CHECK(open("/login").notice().empty());
  CHECK(is_back(sign_in_on_page("alice", "Other-Horse-8")));
}

TEST_CASE_METHOD(Web, "E05: a password is forgotten: nobody's name is answered as a user's is") {
  const std::string hides = make_web_client(R"({"PreventUserExistenceErrors":"ENABLED"})");
  new_confirmed("alice");
  const WebForm form = open("/forgotPassword", hides).form("forgotPasswordForm");
  const WebPage real = browser.send(form, {{"username", "alice@example.com"}});
  const WebPage none = browser.send(form, {{"username", "nobody@example.com"}});
  CHECK(real.title() == none.title());
  CHECK(none.has("We have sent a code"));
  const WebForm confirm = none.form("confirmForgotPasswordForm");
  CHECK(browser.send(confirm, {{"code", "123456"}, {"password", "Other-Horse-8"}}).problem() ==
        "Invalid verification code provided, please try again.");
}
