// Several windows of one browser: each goes its own way through the pages.
#include <algorithm>

#include "codec/jwt_text.h"
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct Windows : WebFixture<AuthFixture> {
  WebPage begin(std::string_view name) {
    run("AdminCreateUser",
        for_user(name, "MessageAction", "SUPPRESS").set("TemporaryPassword", kPassword));
    return sign_in_on_page(name);
  }
  WebPage finish(const WebPage& page) {
    return browser.send(page.form("changePasswordForm"), {{"password", "Other-Horse-8"}});
  }
  std::string signed_in_as(const WebPage& back) {
    codec::Form form;
    form.add("grant_type", "authorization_code")
        .add("client_id", web)
        .add("redirect_uri", kCallback)
        .add("code", back.parameter("code"));
    const Json tokens = json(browser.request("POST", "/oauth2/token", form.encode()).body);
    const auto parts = codec::split_jwt(tokens.get_string("access_token"));
    REQUIRE(parts.ok());
    return std::string(codec::decode_jwt_object(parts->payload).value().get_string("username"));
  }
  std::size_t flows() const {
    return static_cast<std::size_t>(std::ranges::count_if(browser.cookies, [](const auto& cookie) {
      return cookie.first.starts_with("cognito-fl.");
    }));
  }
};

}  // namespace

TEST_CASE_METHOD(Windows, "two windows sign two users in beside each other") {
  const WebPage alice = begin("alice");
  const WebPage bob = begin("bob");
  CHECK(alice.title() == "Choose a new password");
  CHECK(bob.title() == "Choose a new password");
  CHECK(flows() == 2);
  const WebPage first = finish(alice);
  CHECK(is_back(first));
  CHECK(signed_in_as(first) == "alice");
  const WebPage second = finish(bob);
  CHECK(is_back(second));
  CHECK(signed_in_as(second) == "bob");
  CHECK(flows() == 0);
}

TEST_CASE_METHOD(Windows, "what one window has to say is not said in another") {
  const WebPage alice = begin("alice");
  run("AdminDisableUser", for_user("alice"));
  WebPage refused = browser.request(
      "POST", alice.form("changePasswordForm").action,
      Browser::body_of(alice.form("changePasswordForm"), {{"password", "Other-Horse-8"}}));
  REQUIRE(refused.status == 303);
  const WebPage elsewhere = open("/login");
  CHECK(elsewhere.problem().empty());
  CHECK(elsewhere.form("cognitoSignInForm").fields.at("username").empty());
  const WebPage here = browser.get(refused.header("Location"));
  CHECK(here.problem() == "User is disabled.");
  CHECK(here.form("cognitoSignInForm").fields.at("username") == "alice");
}

TEST_CASE_METHOD(Windows,
                 "a browser holds five flows, the newest, and cookies of a few kilobytes") {
  std::vector<WebPage> pages;
  for (const std::string_view name : {"u1", "u2", "u3", "u4", "u5", "u6", "u7"}) {
    pages.push_back(begin(name));
    advance_s(1);
  }
  CHECK(flows() == 5);
  CHECK(browser.get(pages[1].address).title() == "Sign in");
  CHECK(is_back(finish(pages[2])));
  CHECK(is_back(finish(pages[6])));

  // Cookies that are no flows go first, however they got there; no name of them breaks a page.
  browser.cookies["cognito-fl.planted"] = "any";
  browser.cookies["cognito-fl.pl@nt(ed"] = std::string(5'000, 'x');
  browser.cookies["cognito-fl.a b"] = "any";
  const WebPage next = begin("u8");
  CHECK_FALSE(browser.cookies.contains("cognito-fl.planted"));
  CHECK_FALSE(browser.cookies.contains("cognito-fl.pl@nt(ed"));
  browser.cookies.erase("cognito-fl.a b");
  CHECK(flows() == 4);
  CHECK(is_back(finish(next)));
}

TEST_CASE_METHOD(Windows, "a client's own parameter named flow is none of ours") {
  const WebPage page = browser.get(address("/login") + "&flow=checkout");
  CHECK(page.status == 200);
  new_confirmed("alice");
  CHECK(is_back(browser.send(page.form("cognitoSignInForm"),
                             {{"username", "alice"}, {"password", std::string(kPassword)}})));
}
