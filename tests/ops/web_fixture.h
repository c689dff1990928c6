// A pool with a login domain and a client of its pages, and a browser: what tests of pages start
// from. `Base` says what kind of pool it is.
#pragma once

#include "ops/auth_fixture.h"
#include "ops/browser.h"

namespace postern::test {

inline constexpr std::string_view kCallback = "https://app.example.com/back";

template <class Base>
struct WebFixture : Base {
  std::string web = make_web_client();
  Browser browser{*this->engine, "login.auth.us-east-1.amazoncognito.com"};

  template <class... Arguments>
  explicit WebFixture(Arguments&&... arguments) : Base(std::forward<Arguments>(arguments)...) {
    this->run("CreateUserPoolDomain", for_pool(this->pool).set("Domain", "login"));
  }

  // A client of the pages, with more or other members.
  std::string make_web_client(std::string_view members = "{}") {
    Json request = json(R"({"ClientName":"web","AllowedOAuthFlowsUserPoolClient":true,
        "AllowedOAuthFlows":["code"],"AllowedOAuthScopes":["openid","email"],
        "SupportedIdentityProviders":["COGNITO"],
        "ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]})");
    request.set("UserPoolId", this->pool).set("CallbackURLs", Json(Json::Array{Json(kCallback)}));
    const Json more = json(members);
    for (const JsonMember& member : more.as_object()) {
      request.set(member.key, member.value);
    }
    return std::string(
        this->run("CreateUserPoolClient", request).find("UserPoolClient")->get_string("ClientId"));
  }

  std::string query(std::string_view client_id = {}) {
    codec::Form form;
    form.add("client_id", client_id.empty() ? std::string_view(web) : client_id)
        .add("response_type", "code")
        .add("redirect_uri", kCallback)
        .add("scope", "openid")
        .add("state", "a&b\"<c>");
    return form.encode();
  }
  std::string address(std::string_view path, std::string_view client_id = {}) {
    return std::string(path) + "?" + query(client_id);
  }
  WebPage open(std::string_view path, std::string_view client_id = {}) {
    return browser.get(address(path, client_id));
  }

  // From /login with name and password.
  WebPage sign_in_on_page(std::string_view name, std::string_view password = kPassword,
                          std::string_view client_id = {}) {
    return browser.send(open("/login", client_id).form("cognitoSignInForm"),
                        {{"username", std::string(name)}, {"password", std::string(password)}});
  }
  WebPage send_code(const WebPage& page, std::string_view form, std::string_view code) {
    return browser.send(page.form(form), {{"code", std::string(code)}});
  }

  // The cookie of the flow that a page belongs to.
  static std::string flow_cookie(const WebPage& page) {
    return "cognito-fl." + page.parameter("flow");
  }

  // Whether the browser is back at the client, with a code and the state.
  static bool is_back(const WebPage& page) {
    return page.address.starts_with(std::string(kCallback) + "?") &&
           page.parameter("code").size() >= 16 && page.parameter("state") == "a&b\"<c>";
  }
  // Digits at the end of the newest message.
  std::string sent_code() {
    const std::string body(this->inbox.newest().get_string("Body"));
    const std::size_t begin = body.find_last_not_of("0123456789");
    return body.substr(begin == std::string::npos ? 0 : begin + 1);
  }
};

}  // namespace postern::test
