// D03: the pages over a store that fails once at every single call.
#include "conformance/faulty_storage.h"
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct Faults : WebFixture<AuthFixture> {
  FaultyStorage faulty{memory};

  Faults() {
    new_confirmed("alice");
    engine.reset();
    engine = open(faulty);
    browser.reopen(*engine);
  }
  using AuthFixture::open;
  WebPage page(std::string_view path) { return browser.get(address(path)); }

  // Does `act` with each of its calls failing in turn; it goes through once none does.
  template <class Act>
  int fail_each(const Act& act) {
    for (int k = 1; k < 200; ++k) {
      const auto before = browser.cookies;
      faulty.fail_call(k);
      const WebPage answer = act();
      const bool failed = faulty.has_failed();
      faulty.fail_call(0);
      INFO("call " << k << ": " << answer.status << " " << answer.address << "\n" << answer.body);
      CHECK_FALSE(answer.has("Injected"));
      CHECK_FALSE(answer.address.find("Injected") != std::string::npos);
      if (!failed) return k;
      browser.cookies = before;
    }
    return 200;
  }
};

}  // namespace

TEST_CASE_METHOD(Faults,
                 "D03: a failure at any call of a sign-in is told without details, and passes") {
  const WebForm form = page("/login").form("cognitoSignInForm");
  const Fields right{{"username", "alice"}, {"password", std::string(kPassword)}};
  CHECK(fail_each([&] { return browser.send(form, right); }) > 20);
  CHECK(is_back(browser.send(page("/login").form("cognitoSignInForm"), right)));
}

TEST_CASE_METHOD(Faults,
                 "D03: a failure at any call of a page or of a sign-up is told without details") {
  for (const char* path : {"/login", "/signup", "/confirm", "/forgotPassword", "/challenge"}) {
    fail_each([&] { return page(path); });
    CHECK(page(path).status == 200);
  }
  const WebForm form = page("/signup").form("signupForm");
  int user = 0;
  CHECK(fail_each([&] {
          const std::string name = "user" + std::to_string(++user);
          return browser.send(form, {{"username", name},
                                     {"requiredAttributes[email]", name + "@example.com"},
                                     {"password", std::string(kPassword)}});
        }) > 10);
}
