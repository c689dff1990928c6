// What the pages leave in the audit log and among a user's events: as much as the API does.
#include "ops/audit_fixture.h"
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

using Web = WebFixture<AuditFixture>;

struct WebEvents : WebFixture<AuthFixture> {
  WebEvents()
      : WebFixture(R"({"AutoVerifiedAttributes":["email"],"UserPoolTier":"PLUS",
                       "UserPoolAddOns":{"AdvancedSecurityMode":"AUDIT"}})") {}
  Json newest_event(std::string_view name) {
    const Json list = run("AdminListUserAuthEvents", for_user(name));
    return list.find("AuthEvents")->as_array().front();
  }
};

}  // namespace

TEST_CASE_METHOD(Web, "a sign-in on a page is in the audit log, without its password") {
  new_confirmed("alice");
  CHECK(is_back(sign_in_on_page("alice")));
  const Json event = only_event_of("Login_POST");
  CHECK(event.get_string("eventSource") == "cognito-idp.amazonaws.com");
  CHECK(event.get_string("sourceIPAddress") == "203.0.113.7");
  CHECK(event.get_string("userAgent") == "Test/1.0");
  CHECK(event.dump().find(kPassword) == std::string::npos);
}

TEST_CASE_METHOD(Web, "what is done by operations is logged as theirs") {
  browser.send(open("/signup").form("signupForm"),
               {{"username", "alice"},
                {"requiredAttributes[email]", "alice@example.com"},
                {"password", std::string(kPassword)}});
  const Json event = only_event_of("SignUp");
  CHECK(event.get_string("sourceIPAddress") == "203.0.113.7");
}

TEST_CASE_METHOD(WebEvents,
                 "sign-ins on pages are events of their user, with where they came from") {
  new_confirmed("alice");
  advance_s(1);
  sign_in_on_page("alice", kWrongPassword);
  CHECK(newest_event("alice").get_string("EventResponse") == "Fail");
  advance_s(1);
  CHECK(is_back(sign_in_on_page("alice")));
  const Json event = newest_event("alice");
  CHECK(event.get_string("EventType") == "SignIn");
  CHECK(event.get_string("EventResponse") == "Pass");
  CHECK(event.find("EventContextData")->get_string("IpAddress") == "203.0.113.7");
}
