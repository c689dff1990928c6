// What keeps the pages the user's own: forms of other sites, frames, markup in what is shown, what
// is read of a body, what is left in caches.
#include "ops/web_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct Guarded : WebFixture<AuthFixture> {
  WebForm form;

  Guarded() {
    new_confirmed("alice");
    form = open("/login").form("cognitoSignInForm");
  }
  Fields right() const { return {{"username", "alice"}, {"password", std::string(kPassword)}}; }
  bool gets_in() { return is_back(browser.send(form, right())); }
  WebPage refused() {
    WebPage page = browser.request("POST", form.action, Browser::body_of(form, right()));
    CHECK(page.status == 403);
    CHECK_FALSE(browser.cookies.contains("cognito"));
    return page;
  }
};

constexpr std::string_view kPages[] = {"/login",      "/signup",         "/confirm",
                                       "/resendcode", "/forgotPassword", "/confirmforgotPassword"};

}  // namespace

TEST_CASE_METHOD(Guarded, "O15: a form of another site is refused, and of this one taken") {
  browser.sec_fetch_site = "cross-site";
  refused();
  browser.sec_fetch_site = "same-site";
  refused();
  browser.sec_fetch_site = "";
  browser.origin = "https://evil.example.com";
  refused();
  browser.origin = "null";
  refused();
  browser.origin = "https://login.auth.us-east-1.amazoncognito.com.evil.example";
  refused();
  browser.origin = "https://login.auth.us-east-1.amazoncognito.com";
  CHECK(gets_in());
}

TEST_CASE_METHOD(Guarded,
                 "O15: a program that says nothing of where it is needs the token all the same") {
  browser.sec_fetch_site = "";
  SECTION("none in the form") {
    form.fields["_csrf"] = "";
    refused();
  }
  SECTION("none in the cookie") {
    browser.cookies.erase("XSRF-TOKEN");
    refused();
  }
  SECTION("one of somebody else's browser") {
    Browser other(*engine, "login.auth.us-east-1.amazoncognito.com");
    form.fields["_csrf"] =
        other.get(address("/login")).form("cognitoSignInForm").fields.at("_csrf");
    refused();
  }
  SECTION("one that was made up, in both places") {
    browser.cookies["XSRF-TOKEN"] = "made-up";
    form.fields["_csrf"] = "made-up";
    refused();
  }
  SECTION("one of another domain") {
    const std::string other_pool = make_pool("{}");
    run("CreateUserPoolDomain", for_pool(other_pool).set("Domain", "other"));
    const std::string client_of_other =
        std::string(run("CreateUserPoolClient",
                        for_pool(other_pool,
                                 R"({"ClientName":"web","AllowedOAuthFlowsUserPoolClient":true,
                         "AllowedOAuthFlows":["code"],"AllowedOAuthScopes":["openid"],
                         "SupportedIdentityProviders":["COGNITO"],
                         "CallbackURLs":["https://app.example.com/back"]})"))
                        .find("UserPoolClient")
                        ->get_string("ClientId"));
    Browser other(*engine, "other.auth.us-east-1.amazoncognito.com");
    other.get(address("/login", client_of_other));
    browser.cookies["XSRF-TOKEN"] = other.cookies.at("XSRF-TOKEN");
    form.fields["_csrf"] = other.cookies.at("XSRF-TOKEN");
    refused();
  }
  SECTION("one that is too old") {
    advance_s(86'400);
    refused();
  }
  SECTION("the right one, as Cognito's scrapers send it: the cookie's") {
    form.fields["_csrf"] = browser.cookies.at("XSRF-TOKEN");
    CHECK(gets_in());
  }
}

TEST_CASE_METHOD(Guarded,
                 "O15: a domain that is reached by another address takes its own forms there") {
  Browser phone(*engine, "192.168.1.5:9229");
  phone.cookies = browser.cookies;
  phone.sec_fetch_site = "";
  form.action = "/domains/login" + form.action;
  const auto post = [&] {
    return phone.request("POST", form.action, Browser::body_of(form, right())).status;
  };
  phone.origin = "http://192.168.1.6:9229";
  CHECK(post() == 403);
  phone.origin = "http://192.168.1.5:9229";
  CHECK(post() == 303);
}

TEST_CASE_METHOD(Guarded, "O15: a window that was open while another signed in sends its form") {
  CHECK(gets_in());
  CHECK_FALSE(browser.cookies.contains("XSRF-TOKEN"));
  browser.sec_fetch_site = "none";
  CHECK(browser.request("POST", form.action, Browser::body_of(form, right())).status == 403);
  browser.sec_fetch_site = "same-origin";
  CHECK(gets_in());
  form.fields["_csrf"] = "made-up";
  CHECK(browser.request("POST", form.action, Browser::body_of(form, right())).status == 403);
}

TEST_CASE_METHOD(Guarded, "O15, H16: a token sent as two cookies is none") {
  browser.sec_fetch_site = "";
  const std::string token = browser.cookies.at("XSRF-TOKEN");
  browser.cookies["XSRF-TOKEN"] = token + "; XSRF-TOKEN=" + token;
  refused();
  browser.cookies["XSRF-TOKEN"] = token;
  CHECK(gets_in());
}

TEST_CASE_METHOD(Guarded, "O18: no page may be framed, run anything, or load from elsewhere") {
  for (const std::string_view path : kPages) {
    const WebPage page = open(path);
    INFO(path);
    CHECK(page.status == 200);
    CHECK(page.header("X-Frame-Options") == "DENY");
    CHECK(page.header("Content-Security-Policy") ==
          "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
          "frame-ancestors 'none'; form-action 'self' https:");
    CHECK(page.header("X-Content-Type-Options") == "nosniff");
    CHECK_FALSE(page.has("<script"));
    CHECK_FALSE(page.has("style="));
    CHECK_FALSE(page.has(" onclick="));
  }
  const WebPage wrong = browser.get("/error?error=redirect_mismatch");
  CHECK(wrong.header("X-Frame-Options") == "DENY");
  CHECK(wrong.header("Content-Security-Policy").starts_with("default-src 'none'"));
}

TEST_CASE_METHOD(Guarded, "O11: of a client's address a page's policy holds the scheme alone") {
  const auto policy_for = [&](const char* address) {
    Json members = Json::object();
    members.set("CallbackURLs", Json(Json::Array{Json(address)}));
    codec::Form query;
    query.add("client_id", make_web_client(members.dump()))
        .add("response_type", "code")
        .add("redirect_uri", address);
    const WebPage page = browser.get("/login?" + query.encode());
    CHECK(page.title() == "Sign in");
    return between(page.header("Content-Security-Policy") + "|", "form-action ", "|");
  };
  CHECK(policy_for("https://a.example.com/;script-src%20*") == "'self' https:");
  CHECK(policy_for("http://localhost:3000/back") == "'self' https: http:");
  CHECK(policy_for("my.app+1://back") == "'self' https: my.app+1:");
}

TEST_CASE_METHOD(Guarded, "O30: no cache keeps a page, no other site is told its address") {
  for (const std::string_view path : kPages) {
    const WebPage page = open(path);
    CHECK(page.header("Cache-Control") == "no-store");
    CHECK(page.header("Referrer-Policy") == "same-origin");
  }
  const WebPage back = browser.send(form, right());
  CHECK(back.header("Cache-Control") == "no-store");
  CHECK(back.header("Referrer-Policy") == "no-referrer");
}

TEST_CASE_METHOD(Guarded,
                 "O29: whatever a form leads to is fetched anew, and the password not sent on") {
  CHECK(browser.request("POST", form.action, Browser::body_of(form, right())).status == 303);
  const WebForm forgot = open("/forgotPassword").form("forgotPasswordForm");
  CHECK(browser.request("POST", forgot.action, Browser::body_of(forgot, {{"username", "alice"}}))
            .status == 303);
}

TEST_CASE_METHOD(Guarded, "O28: a field that is there twice is not picked from") {
  const std::string body = Browser::body_of(form, right());
  const WebPage twice = browser.request("POST", form.action, body + "&username=bob");
  CHECK(twice.status == 400);
  CHECK(browser.request("POST", form.action + "&client_id=" + web, body).status == 303);
  CHECK(browser.request("POST", form.action + "&client_id=" + web, body)
            .header("Location")
            .find("/error") != std::string::npos);
  CHECK(browser.request("POST", form.action, body + "&x=%zz").status == 400);
  CHECK(browser.request("POST", form.action, body + "&x=%00").status == 400);
  CHECK(gets_in());
}

TEST_CASE_METHOD(Guarded, "H17, O32: a body of another type or size is not read") {
  const std::string body = Browser::body_of(form, right());
  for (const char* type :
       {"text/plain", "application/json", "multipart/form-data; boundary=x", ""}) {
    CHECK(browser.request("POST", form.action, body, type).status == 415);
  }
  CHECK(browser.request("POST", form.action, body + "&x=" + std::string(70'000, 'x')).status ==
        413);
  CHECK(
      browser.request("POST", form.action, body, "Application/X-WWW-Form-Urlencoded; charset=UTF-8")
          .status == 303);
}

TEST_CASE_METHOD(Guarded, "H08, H19: paths and methods are those of the table, exactly") {
  for (const char* path :
       {"/login/", "/Login", "//login", "/login%2f", "/assets/", "/assets/../login"}) {
    CHECK(browser.request("GET", address(path)).status == 404);
  }
  const WebPage put = browser.request("PUT", address("/login"));
  CHECK(put.status == 405);
  CHECK(put.header("Allow") == "GET, POST");
  CHECK(browser.request("POST", address("/error")).status == 405);
}

TEST_CASE_METHOD(Guarded, "O11: what users and clients say is text on every page") {
  constexpr std::string_view kEvil = "\"'><script>alert(1)</script>&amp;";
  const auto is_text = [&](const WebPage& page) {
    INFO(page.body);
    CHECK_FALSE(page.has("<script"));
    CHECK_FALSE(page.has("'>"));
  };
  const std::string evil(kEvil);
  is_text(browser.send(form, {{"username", evil}, {"password", evil}}));
  is_text(browser.get(address("/login") + "&login_hint=" + codec::percent_encode(evil)));
  is_text(browser.get(address("/login") + "&lang=" + codec::percent_encode(evil)));
  const WebPage signup = browser.send(
      open("/signup").form("signupForm"),
      {{"username", evil}, {"password", "short"}, {"requiredAttributes[email]", evil}});
  is_text(signup);
  CHECK(signup.form("signupForm").fields.at("username") == evil);
  is_text(browser.send(open("/forgotPassword").form("forgotPasswordForm"), {{"username", evil}}));
  is_text(browser.send(open("/confirm").form("confirmForm"), {{"username", evil}, {"code", evil}}));
  const WebPage page = open("/login");
  is_text(page);
  CHECK(page.has("state=a%26b%22%3Cc%3E"));
}

TEST_CASE_METHOD(
    Guarded, "H16: cookies are the domain's own, for no script, and not for other sites' forms") {
  const auto check = [](const WebPage& page) {
    for (const auto& [name, value] : page.headers) {
      if (name != "Set-Cookie") continue;
      INFO(value);
      CHECK(value.find("; HttpOnly") != std::string::npos);
      CHECK(value.find("; Secure") != std::string::npos);
      CHECK(value.find("; SameSite=Lax") != std::string::npos);
      CHECK(value.find("; Path=/;") != std::string::npos);
      CHECK(value.find("Domain") == std::string::npos);
      CHECK(value.size() < 4096);
    }
  };
  check(browser.send(form, right()));
  Browser other(*engine, "login.auth.us-east-1.amazoncognito.com");
  check(other.request("GET", address("/login")));
  check(other.send(other.get(address("/forgotPassword")).form("forgotPasswordForm"),
                   {{"username", "alice"}}));
}

TEST_CASE_METHOD(Guarded, "O16: a flow is of one domain, one client and one hour") {
  run("AdminCreateUser",
      for_user("bob", "MessageAction", "SUPPRESS").set("TemporaryPassword", kPassword));
  const WebPage asked = sign_in_on_page("bob");
  const auto again = [&] { return browser.get(asked.address).title(); };
  CHECK(asked.title() == "Choose a new password");
  const std::string name = flow_cookie(asked);
  const std::string flow = browser.cookies.at(name);
  const std::string id = asked.parameter("flow");
  CHECK(browser.get(address("/challenge", make_web_client()) + "&flow=" + id).title() == "Sign in");
  CHECK(open("/challenge").title() == "Sign in");
  CHECK(again() == "Choose a new password");
  browser.cookies[name] = flow.substr(0, flow.size() - 2);
  CHECK(again() == "Sign in");
  // Under the name of another flow it is none.
  std::string other = id;
  other[0] = other[0] == 'A' ? 'B' : 'A';
  browser.cookies = {{"cognito-fl." + other, flow}};
  CHECK(browser.get(address("/challenge") + "&flow=" + other).title() == "Sign in");
  browser.cookies = {{name, flow}};
  CHECK(again() == "Choose a new password");
  advance_s(3601);
  CHECK(again() == "Sign in");
}

TEST_CASE_METHOD(
    Guarded,
    "O07, O08: a client that is gone meanwhile is told nothing, nor is anybody sent to it") {
  run("DeleteUserPoolClient", for_pool(pool).set("ClientId", web));
  const WebPage page = browser.send(form, right());
  CHECK(page.title() == "Something went wrong");
  CHECK(page.status == 400);
}
