// The languages of the pages.
#include "ops/web_fixture.h"
#include "web/texts.h"

using namespace postern;
using namespace postern::test;

namespace {

using Web = WebFixture<AuthFixture>;

}  // namespace

TEST_CASE_METHOD(Web,
                 "pages speak the language of the request, and then of the browser's last one") {
  const WebPage german = browser.get(address("/login") + "&lang=de");
  CHECK(german.title() == "Anmelden");
  CHECK(german.has("<html lang=\"de\">"));
  CHECK(open("/signup").title() == "Registrieren");
  CHECK(browser.get(address("/login") + "&lang=pt-BR").title() == "Entrar");
  CHECK(open("/login").title() == "Entrar");
  // Programs still find the form, whatever it says.
  new_confirmed("alice");
  CHECK(is_back(sign_in_on_page("alice")));
}

TEST_CASE_METHOD(Web, "a language nobody has is English; a cookie is believed no more than that") {
  CHECK(browser.get(address("/login") + "&lang=tlh").title() == "Sign in");
  browser.cookies["lang"] = "<script>";
  CHECK(open("/login").title() == "Sign in");
}

TEST_CASE_METHOD(Web, "values stand where each language has them") {
  const WebPage signup = browser.get(address("/signup") + "&lang=ja");
  CHECK(signup.has("最小文字数: 8。"));
  const WebPage sent =
      browser.send(browser.get(address("/forgotPassword") + "&lang=ko").form("forgotPasswordForm"),
                   {{"username", "alice"}});
  CHECK(sent.title() == "비밀번호 재설정");
}

TEST_CASE_METHOD(Web, "labels and refusals are in the language of the page, API answers are not") {
  new_confirmed("alice");
  const WebPage german = browser.get(address("/login") + "&lang=de");
  const WebPage wrong =
      browser.send(german.form("cognitoSignInForm"),
                   {{"username", "alice"}, {"password", std::string(kWrongPassword)}});
  CHECK(wrong.problem() == "Benutzername oder Passwort ist falsch.");
  const WebPage signup = open("/signup");
  const WebPage taken =
      browser.send(signup.form("signupForm"), {{"username", "alice"},
                                               {"password", std::string(kPassword)},
                                               {"requiredAttributes[email]", "other@example.com"}});
  CHECK(taken.problem() == "Diesen Benutzernamen gibt es schon.");
  const WebPage weak =
      browser.send(signup.form("signupForm"), {{"username", "bob"},
                                               {"password", "short"},
                                               {"requiredAttributes[email]", "bob@example.com"}});
  CHECK(weak.problem() == "Das Passwort ist zu kurz.");
  run("AdminResetUserPassword", for_user("alice"));
  const WebPage reset = sign_in_on_page("alice");
  CHECK(reset.problem() == "Das Passwort muss zurückgesetzt werden.");
  CHECK(browser.get(reset.address + "&lang=en").problem().empty());
  CHECK(outcome("InitiateAuth", password_request("alice", kPassword)) ==
        "PasswordResetRequiredException: Password reset required for the user");
}

TEST_CASE("a pool's own attributes keep their name, standard ones are labelled in each language") {
  WebFixture<AuthFixture> web(R"({"Schema":[
      {"Name":"family_name","Required":true,"Mutable":true,"AttributeDataType":"String"}]})");
  CHECK(web.browser.get(web.address("/signup") + "&lang=fr").has(">Nom de famille<"));
  CHECK(web.browser.get(web.address("/signup") + "&lang=en").has(">Family name<"));
}

TEST_CASE("refusals are translated around the value that they name, and others left as they are") {
  using web::Language;
  const auto german = [](std::string_view message) {
    return web::translate_refusal(Language::de, message);
  };
  CHECK(german("An account with the given email already exists.") ==
        "Es gibt schon ein Konto mit dieser Angabe (email).");
  CHECK(german("An account with the given already exists.") ==
        "An account with the given already exists.");
  CHECK(german("{}") == "{}");
  CHECK(german("") == "");
  CHECK(german("PreSignUp failed with error no.") == "PreSignUp failed with error no.");
  CHECK(web::translate_refusal(Language::en, "User already exists") == "User already exists");
}

TEST_CASE("every text has a value's place where English has it") {
  using web::Language, web::Text;
  for (int l = 0; l <= static_cast<int>(Language::zh_tw); ++l) {
    for (int t = 0; t < static_cast<int>(Text::count_); ++t) {
      const auto language = static_cast<Language>(l);
      const auto text = static_cast<Text>(t);
      const auto has_place = [&](Language one) {
        return web::text_in(one, text).find("{}") != std::string_view::npos;
      };
      INFO(web::language_name(language) << " " << t);
      CHECK(has_place(language) == has_place(Language::en));
    }
  }
}

TEST_CASE_METHOD(Web, "documents are linked in the visit's language, else in the default one") {
  for (const char* name : {"terms-of-use", "privacy-policy"}) {
    run("CreateTerms", for_pool(pool, R"({"TermsSource":"LINK","Enforcement":"NONE","Links":{
            "cognito:default":"https://example.com/any","cognito:german":"https://example.com/de"}})")
                           .set("ClientId", web)
                           .set("TermsName", name));
  }
  CHECK(browser.get(address("/signup") + "&lang=de").has("https://example.com/de"));
  CHECK(browser.get(address("/signup") + "&lang=fr").has("https://example.com/any"));
}
