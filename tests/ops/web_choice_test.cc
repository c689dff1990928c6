// First factors that users choose on the pages: passwords, codes and passkeys.
#include "codec/base32.h"
#include "crypto/totp.h"
#include "ops/passkey_fixture.h"
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

constexpr std::string_view kChoosing =
    R"({"ExplicitAuthFlows":["ALLOW_USER_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]})";

struct WebChoice : WebFixture<ChoiceFixture> {
  std::string choosing = make_web_client(kChoosing);
  std::string choosing_hiding = make_web_client(
      R"({"ExplicitAuthFlows":["ALLOW_USER_AUTH","ALLOW_REFRESH_TOKEN_AUTH"],
          "PreventUserExistenceErrors":"ENABLED"})");

  WebPage name_on_page(std::string_view name, std::string_view client_id) {
    return browser.send(open("/login", client_id).form("cognitoSignInForm"),
                        {{"username", std::string(name)}});
  }
};

struct WebPasskey : WebFixture<PasskeyFixture> {
  std::string choosing = make_web_client(kChoosing);
  SoftwareAuthenticator key;

  WebPasskey() { configure(R"({"RelyingPartyId":"login.auth.us-east-1.amazoncognito.com"})"); }

  Ceremony here() const {
    Ceremony ceremony;
    ceremony.origin = "https://login.auth.us-east-1.amazoncognito.com";
    return ceremony;
  }
  static Json options_in(const WebPage& page) {
    return json(attribute_of(between(page.body, "<form method=\"post\" name=\"passkeyForm\"", ">"),
                             "data-options"));
  }
  // As passkeys.js does.
  WebPage send_credential(const WebPage& page, const Json& credential) {
    return browser.send(page.form("passkeyForm"), {{"credential", credential.dump()}});
  }
};

}  // namespace

TEST_CASE_METHOD(WebChoice, "who may choose says a name first, then a password or a code") {
  new_confirmed("alice");
  const WebPage first = open("/login", choosing);
  CHECK_FALSE(first.has("type=\"password\""));
  const WebPage choice = name_on_page("alice", choosing);
  CHECK(choice.title() == "Choose how to sign in");
  CHECK(choice.has("value=\"EMAIL_OTP\""));
  CHECK_FALSE(choice.has("PASSWORD_SRP"));
  SECTION("the password") {
    CHECK(is_back(browser.send(choice.form("passwordForm"),
                               {{"answer", "PASSWORD"}, {"password", std::string(kPassword)}})));
  }
  SECTION("a wrong password") {
    const WebPage page = browser.send(choice.form("passwordForm"),
                                      {{"answer", "PASSWORD"}, {"password", "Wrong-Horse-7"}});
    CHECK(page.title() == "Sign in");
    CHECK(page.problem() == "Incorrect username or password.");
  }
  SECTION("the choice of the password without it") {
    const WebPage page = browser.send(choice.form("choiceForm"), {{"answer", "PASSWORD"}});
    CHECK(page.title() == "Sign in");
    CHECK(is_back(browser.send(page.form("passwordForm"), {{"password", std::string(kPassword)}})));
  }
  SECTION("a code by e-mail") {
    const WebPage code = browser.send(choice.form("choiceForm"), {{"answer", "EMAIL_OTP"}});
    CHECK(code.has("a***@e***"));
    CHECK(is_back(send_code(code, "challengeForm", sent_code())));
  }
  SECTION("both at once, as programs send it") {
    CHECK(is_back(sign_in_on_page("alice", kPassword, choosing)));
  }
}

TEST_CASE_METHOD(WebChoice, "E01: nobody's name is offered what a user's is") {
  new_confirmed("alice");
  const WebPage real = name_on_page("alice@example.com", choosing_hiding);
  const WebPage none = name_on_page("nobody@example.com", choosing_hiding);
  CHECK(none.title() == real.title());
  const WebPage code = browser.send(none.form("choiceForm"), {{"answer", "EMAIL_OTP"}});
  CHECK(code.title() == "Enter your code");
  CHECK(send_code(code, "challengeForm", "12345678").problem() ==
        "Invalid code or auth state for the user.");
  CHECK(name_on_page("nobody", choosing).problem() == "User does not exist.");
}

TEST_CASE_METHOD(WebChoice,
                 "a client that wants a level of authentication is only satisfied with that") {
  new_confirmed("alice");
  const std::string wanted = address("/login", choosing) + "&acr_values=urn%3Acognito%3Aloa%3A2";
  const WebPage choice =
      browser.send(browser.get(wanted).form("cognitoSignInForm"), {{"username", "alice"}});
  CHECK(choice.has("value=\"EMAIL_OTP\""));
  const WebPage code = browser.send(choice.form("choiceForm"), {{"answer", "EMAIL_OTP"}});
  CHECK(is_back(send_code(code, "challengeForm", sent_code())));
  const std::string silent =
      address("/oauth2/authorize", choosing) + "&acr_values=urn%3Acognito%3Aloa%3A";
  CHECK(is_back(browser.get(silent + "2")));
  CHECK(browser.get(silent + "3").title() == "Sign in");
}

TEST_CASE_METHOD(WebPasskey, "a passkey is added after signing in, and signs in the next time") {
  const WebPage login = browser.get(address("/passkeys/add", choosing));
  CHECK(login.title() == "Sign in");
  const WebPage add = browser.send(login.form("cognitoSignInForm"),
                                   {{"username", "alice"}, {"password", std::string(kPassword)}});
  CHECK(add.title() == "Add a passkey");
  CHECK(add.has("<script defer src=\"/assets/passkeys.js\"></script>"));
  CHECK(add.header("Content-Security-Policy").find("script-src 'self'") != std::string::npos);
  CHECK(is_back(send_credential(add, key.create(options_in(add), here()))));

  browser.cookies.clear();
  const WebPage choice =
      browser.send(open("/login", choosing).form("cognitoSignInForm"), {{"username", "alice"}});
  const WebPage asked = browser.send(choice.form("choiceForm"), {{"answer", "WEB_AUTHN"}});
  CHECK(asked.title() == "Use your passkey");
  const Json options = options_in(asked);
  CHECK(is_back(send_credential(asked, key.get(options, here()))));
  // W03: an answer is good for once.
  CHECK(send_credential(asked, key.get(options, here())).status != 303);
}

TEST_CASE_METHOD(
    WebPasskey, "T08: a passkey that was both factors goes on as long as the pool stays as it is") {
  const auto demand = [&] {
    run("SetUserPoolMfaConfig",
        for_pool(pool, R"({"MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true},
            "WebAuthnConfiguration":{"RelyingPartyId":"login.auth.us-east-1.amazoncognito.com",
            "FactorConfiguration":"MULTI_FACTOR_WITH_USER_VERIFICATION"}})"));
    advance_s(1);
  };
  const std::string token = access_token("alice");
  register_key(key, token, here());
  demand();
  const std::string secret(
      run("AssociateSoftwareToken", object("AccessToken", token)).get_string("SecretCode"));
  const std::int64_t step = crypto::totp::step_at(engine->now_us() / kMicrosPerSecond);
  run("VerifySoftwareToken",
      object("AccessToken", token, "UserCode",
             crypto::totp::code(codec::base32_decode(secret).value(), step)));
  run("SetUserMFAPreference", json(R"({"SoftwareTokenMfaSettings":{"Enabled":true},
                                       "WebAuthnMfaSettings":{"Enabled":true}})")
                                  .set("AccessToken", token));
  const WebPage choice =
      browser.send(open("/login", choosing).form("cognitoSignInForm"), {{"username", "alice"}});
  const WebPage asked = browser.send(choice.form("choiceForm"), {{"answer", "WEB_AUTHN"}});
  REQUIRE(is_back(send_credential(asked, key.get(options_in(asked), here()))));
  CHECK(is_back(open("/oauth2/authorize", choosing)));
  demand();
  CHECK(open("/oauth2/authorize", choosing).title() == "Sign in");
}

TEST_CASE_METHOD(WebPasskey,
                 "H16: who has twenty passkeys signs in with a cookie that browsers keep") {
  const std::string token = access_token("alice");
  std::vector<SoftwareAuthenticator> keys;
  for (char n = 0; n < 20; ++n) {
    keys.emplace_back(SoftwareAuthenticator::Kind::es256, std::string(64, n));
    register_key(keys.back(), token, here());
  }
  const WebPage choice =
      browser.send(open("/login", choosing).form("cognitoSignInForm"), {{"username", "alice"}});
  const WebPage asked = browser.send(choice.form("choiceForm"), {{"answer", "WEB_AUTHN"}});
  CHECK(browser.cookies.at(flow_cookie(asked)).size() < 4000);
  // The list of them is left out: the browser knows its own.
  CHECK_FALSE(options_in(asked).contains("allowCredentials"));
  CHECK(is_back(send_credential(asked, keys[7].get(options_in(asked), here()))));
}

TEST_CASE_METHOD(WebPasskey, "no passkey is added for who has not just signed in") {
  CHECK(is_back(sign_in_on_page("alice", kPassword, choosing)));
  const WebPage add = open("/passkeys/add", choosing);
  CHECK(add.title() == "Add a passkey");
  const Json made = key.create(options_in(add), here());
  advance_s(601);
  CHECK(open("/passkeys/add", choosing).title() == "Sign in");
  CHECK(send_credential(add, made).title() == "Sign in");
}

TEST_CASE_METHOD(WebPasskey,
                 "T08: no passkey is added for whose password is to be replaced meanwhile") {
  CHECK(is_back(sign_in_on_page("alice", kPassword, choosing)));
  const WebPage add = open("/passkeys/add", choosing);
  CHECK(add.title() == "Add a passkey");
  const Json made = key.create(options_in(add), here());
  run("AdminSetUserPassword",
      for_user("alice", "Password", "Temporary-Horse-7").set("Permanent", false));
  CHECK(open("/passkeys/add", choosing).title() == "Sign in");
  CHECK(send_credential(add, made).title() == "Sign in");
}

TEST_CASE_METHOD(WebPasskey,
                 "O36: the way over a passkey answers no client that would have asked its user") {
  const std::string asking = address("/passkeys/add", choosing) + "&prompt=login";
  CHECK(is_back(sign_in_on_page("alice", kPassword, choosing)));
  const WebPage add = browser.get(asking);
  CHECK(browser.send(add.form("skipForm"), {{"skip", "skip"}}).title() == "Sign in");
  // A sign-in made for it is good for that.
  browser.cookies.clear();
  const WebPage own = browser.send(browser.get(asking).form("cognitoSignInForm"),
                                   {{"username", "alice"}, {"password", std::string(kPassword)}});
  CHECK(is_back(browser.send(own.form("skipForm"), {{"skip", "skip"}})));
}

TEST_CASE_METHOD(WebPasskey, "a passkey made elsewhere is refused; not now is an answer") {
  CHECK(is_back(sign_in_on_page("alice", kPassword, choosing)));
  const WebPage add = open("/passkeys/add", choosing);
  Ceremony elsewhere;
  elsewhere.origin = "https://evil.example.com";
  const WebPage refused = send_credential(add, key.create(options_in(add), elsewhere));
  CHECK(refused.status == 400);
  CHECK_FALSE(refused.problem().empty());
  CHECK(send_credential(add, json("{}")).status == 400);
  CHECK(is_back(browser.send(refused.form("skipForm"), {{"skip", "skip"}})));
}
