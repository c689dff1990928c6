// Random walks over the pages: forms sent in any order, with right and wrong values, old cookies,
// pages of yesterday. Whatever happens, no page fails, and nobody gets in who has not proven it.
#include <random>

#include "ops/mfa_fixture.h"
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct Walk : WebFixture<MfaFixture> {
  std::mt19937 dice;
  std::vector<WebPage> seen;
  std::vector<std::map<std::string, std::string>> jars;
  bool knows_password = false;

  std::size_t roll(std::size_t sides) { return dice() % sides; }

  std::string any_value(const std::string& field) {
    if (field == "password") {
      if (knows_password && roll(2) == 0) return std::string(kPassword);
      return std::string(kWrongPassword);
    }
    if (field == "code") return roll(2) == 0 ? sent_code() : "000000";
    constexpr const char* kNames[] = {"alice", "bob", "nobody", "carol"};
    if (field == "username") return kNames[roll(4)];
    if (field == "requiredAttributes[email]") return "someone@example.com";
    return roll(2) == 0 ? "" : "x";
  }

  WebPage step() {
    constexpr const char* kPaths[] = {"/login",          "/signup",
                                      "/confirm",        "/resendcode",
                                      "/forgotPassword", "/confirmforgotPassword",
                                      "/challenge",      "/passkeys/add",
                                      "/error",          "/oauth2/authorize"};
    const auto forms = seen.empty() ? std::vector<WebForm>() : seen[roll(seen.size())].forms();
    if (forms.empty() || roll(4) == 0) return open(kPaths[roll(std::size(kPaths))]);
    const WebForm form = forms[roll(forms.size())];
    // Who signs up has a password, and may get in with it.
    if (form.name == "signupForm" && !knows_password) return open("/signup");
    Fields typed;
    for (const auto& [name, value] : form.fields) {
      if (name != "_csrf") typed[name] = any_value(name);
    }
    constexpr const char* kAnswers[] = {"SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"};
    if (form.name == "choiceForm") typed["answer"] = kAnswers[roll(3)];
    if (form.name == "mfaSetupForm" && roll(2) == 0) typed["set_up"] = "app";
    return browser.send(form, typed);
  }

  void check(const WebPage& page) const {
    INFO(page.address << "\n" << page.body);
    CHECK((page.status == 200 || page.status == 303 || page.status == 400 || page.status == 403));
    if (page.status == 303) {
      CHECK(page.address.starts_with(kCallback));
      return;
    }
    CHECK(page.header("X-Frame-Options") == "DENY");
    CHECK(page.header("Cache-Control") == "no-store");
  }

  void walk(int steps) {
    for (int i = 0; i < steps; ++i) {
      const WebPage page = step();
      check(page);
      seen.push_back(page);
      jars.push_back(browser.cookies);
      if (roll(10) == 0) browser.cookies = jars[roll(jars.size())];
      if (roll(10) == 0) advance_s(static_cast<std::int64_t>(roll(200)));
    }
  }
  bool got_in() const {
    for (const WebPage& page : seen) {
      if (is_back(page)) return true;
    }
    return false;
  }
};

}  // namespace

TEST_CASE("no walk over the pages fails, and none without the password ends at the client") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    INFO("seed " << seed);
    Walk walk;
    walk.dice.seed(seed);
    walk.new_member("alice", "+15555550100", "alice@example.com");
    walk.prefer("alice", "EmailMfaSettings", true, true);
    walk.new_member("bob", {}, "bob@example.com");
    walk.knows_password = seed % 2 == 0;
    walk.walk(150);
    if (!walk.knows_password) CHECK_FALSE(walk.got_in());
  }
}
