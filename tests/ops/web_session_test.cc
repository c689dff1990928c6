// A browser that has signed in goes on without a question for as long as what it showed is what
// pool and user demand.
#include "ops/mfa_fixture.h"
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

template <class Base>
struct SessionFixture : WebFixture<Base> {
  bool goes_on() { return this->is_back(this->open("/oauth2/authorize")); }
};
using Sessions = SessionFixture<MfaFixture>;
using PlainSessions = SessionFixture<AuthFixture>;

}  // namespace

TEST_CASE_METHOD(Sessions,
                 "T08: a session without the factor that the pool came to demand asks anew") {
  set_mfa("OFF");
  new_member("alice", "+15555550100");
  REQUIRE(is_back(sign_in_on_page("alice")));
  CHECK(goes_on());
  set_mfa("ON", "S");
  const WebPage login = open("/oauth2/authorize");
  CHECK(login.title() == "Sign in");
  CHECK(browser.get(address("/oauth2/authorize") + "&prompt=none").parameter("error") ==
        "login_required");
  // Who shows it goes on again.
  const WebPage asked = sign_in_on_page("alice");
  CHECK(asked.title() == "Enter your code");
  REQUIRE(is_back(send_code(asked, "challengeForm", sent_code())));
  CHECK(goes_on());
}

TEST_CASE_METHOD(Sessions,
                 "T08: a session without the factor that its user switched on asks anew, and one "
                 "with it goes on") {
  new_member("alice");
  REQUIRE(is_back(sign_in_on_page("alice")));
  CHECK(goes_on());
  const std::string secret = register_app(access_token("alice"));
  prefer("alice", "SoftwareTokenMfaSettings", true, false);
  const WebPage login = open("/oauth2/authorize");
  CHECK(login.title() == "Sign in");
  const WebPage asked = sign_in_on_page("alice");
  REQUIRE(is_back(send_code(asked, "challengeForm", app_code(secret))));
  CHECK(goes_on());
  set_mfa("ON");
  CHECK(goes_on());
}

TEST_CASE_METHOD(PlainSessions, "L05: a password to be replaced or reset ends silent sign-ins") {
  new_confirmed("alice");
  REQUIRE(is_back(sign_in_on_page("alice")));
  SECTION("by an administrator's temporary one") {
    run("AdminSetUserPassword",
        for_user("alice", "Password", "Temporary-Horse-7").set("Permanent", false));
    CHECK(open("/oauth2/authorize").title() == "Sign in");
    CHECK(sign_in_on_page("alice", "Temporary-Horse-7").title() == "Choose a new password");
  }
  SECTION("by a reset") {
    run("AdminResetUserPassword", for_user("alice"));
    CHECK(open("/oauth2/authorize").title() == "Sign in");
    CHECK(sign_in_on_page("alice").problem() == "Password reset required for the user");
  }
  SECTION("but not by anything else") {
    run("AdminUpdateUserAttributes",
        for_user("alice").set("UserAttributes", json(R"([{"Name":"name","Value":"Alice"}])")));
    CHECK(goes_on());
  }
}
