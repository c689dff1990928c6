// A pool whose users sign in through a provider, and a browser that goes to and fro.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/form.h"
#include "ops/trigger_fixture.h"
#include "support/fake_provider.h"

namespace postern::test {

inline constexpr std::string_view kCallback = "https://app.example/callback";

// Where a response sends a browser.
struct Sent {
  std::string address;  // Without its parameters.
  codec::Form fields;   // Of the query, or of the fragment.

  [[nodiscard]] std::string get(std::string_view name) const {
    return std::string(fields.get(name));
  }
  // "<error>: <error_description>"
  [[nodiscard]] std::string refusal() const {
    return get("error") + ": " + get("error_description");
  }
};

// A browser: it keeps the cookies of one domain.
class FakeBrowser {
 public:
  explicit FakeBrowser(EngineFixture& fixture) : fixture_(fixture) {}

  http::Response get(std::string_view path) { return send("GET", path, {}); }
  http::Response post(std::string_view path, std::string_view form) {
    return send("POST", path, form);
  }
  void forget_cookies() { cookies_.clear(); }
  [[nodiscard]] std::string cookie(const std::string& name) const {
    const auto found = std::ranges::find(cookies_, name, &Cookie::first);
    return found == cookies_.end() ? std::string() : found->second;
  }

 private:
  http::Response send(std::string_view method, std::string_view path, std::string_view form) {
    const std::string target = "/domains/demo" + std::string(path);
    std::string cookies;
    for (const auto& [name, value] : cookies_) {
      cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    }
    http::Request request{.method = method,
                          .target = target,
                          .headers = {{"host", "localhost"}},
                          .body = form,
                          .remote_address = "203.0.113.7"};
    if (!cookies.empty()) request.headers.emplace_back("cookie", cookies);
    if (method == "POST") {
      request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    }
    http::Response response = fixture_.engine->handle_http(request);
    for (const auto& [name, value] : response.headers) {
      if (name == "Set-Cookie") keep(value);
    }
    return response;
  }
  void keep(const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const std::string value = text.substr(equals + 1, text.find(';') - equals - 1);
    const auto found = std::ranges::find(cookies_, name, &Cookie::first);
    if (found == cookies_.end()) {
      if (!value.empty()) cookies_.emplace_back(name, value);
    } else if (value.empty()) {
      cookies_.erase(found);
    } else {
      found->second = value;
    }
  }

  EngineFixture& fixture_;
  using Cookie = std::pair<std::string, std::string>;
  std::vector<Cookie> cookies_;  // The oldest first, as browsers send them.
};

inline std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

inline Sent sent_to(const http::Response& response) {
  INFO(response.status << " " << response.body);
  REQUIRE(response.status == 303);
  const std::string location = header_of(response, "Location");
  const std::size_t end = location.find_first_of("?#");
  const std::string fields = end == std::string::npos ? "" : location.substr(end + 1);
  auto parsed = codec::Form::parse(fields);
  REQUIRE(parsed.ok());
  return {location.substr(0, end), *std::move(parsed)};
}

struct FederationFixture : TriggerFixture {
  FakeProvider provider;
  FakeBrowser browser{*this};
  std::string app;  // A client whose users sign in at "Example".

  explicit FederationFixture(
      std::string_view pool_members = R"({"AutoVerifiedAttributes":["email"]})",
      std::string_view mapping = R"({"email":"email","name":"name"})")
      : TriggerFixture(pool_members) {
    fetch = [this](std::string_view request) {
      provider.now_s = engine->now_us() / kMicrosPerSecond;
      return provider.fetch(request);
    };
    engine = open(memory);
    run("CreateUserPoolDomain", for_pool(pool).set("Domain", "demo"));
    add_provider("Example", mapping);
    app = make_app(R"(["COGNITO","Example"])");
  }

  void add_provider(std::string_view name, std::string_view mapping, std::string_view more = "{}") {
    Json details =
        object("client_id", "our-id", "client_secret", "our-secret", "authorize_scopes",
               "openid email", "oidc_issuer", provider.issuer, "attributes_request_method", "GET");
    const Json others = json(more);
    for (const JsonMember& member : others.as_object()) details.set(member.key, member.value);
    run("CreateIdentityProvider",
        object("UserPoolId", pool, "ProviderName", name, "ProviderType", "OIDC")
            .set("ProviderDetails", std::move(details))
            .set("AttributeMapping", json(mapping)));
  }
  void add_social(std::string_view type, std::string_view details, std::string_view mapping) {
    run("CreateIdentityProvider",
        object("UserPoolId", pool, "ProviderName", type, "ProviderType", type)
            .set("ProviderDetails", json(details))
            .set("AttributeMapping", json(mapping)));
  }
  std::string make_app(std::string_view providers, std::string_view more = "{}") {
    Json request = json(more);
    request.set("SupportedIdentityProviders", json(providers))
        .set("CallbackURLs", Json::array().push_back(kCallback))
        .set("AllowedOAuthFlows", json(R"(["code"])"))
        .set("AllowedOAuthScopes",
             json(R"(["openid","email","profile","aws.cognito.signin.user.admin"])"))
        .set("AllowedOAuthFlowsUserPoolClient", true);
    return make_client(request.dump());
  }

  [[nodiscard]] std::string authorize_path(std::string_view name = "Example",
                                           std::string_view more = {}) const {
    return "/oauth2/authorize?response_type=code&client_id=" + app +
           "&redirect_uri=" + codec::percent_encode(kCallback) +
           "&state=app-state&identity_provider=" + std::string(name) + std::string(more);
  }
  // Goes to the provider; the provider remembers the nonce.
  Sent go_out(std::string_view name = "Example", std::string_view more = {}) {
    Sent out = sent_to(browser.get(authorize_path(name, more)));
    provider.nonce = out.get("nonce");
    return out;
  }
  static std::string back_path(std::string_view state, std::string_view more = "&code=their-code") {
    return "/oauth2/idpresponse?state=" + codec::percent_encode(state) + std::string(more);
  }
  Sent come_back(const Sent& out, std::string_view more = "&code=their-code") {
    return sent_to(browser.get(back_path(out.get("state"), more)));
  }
  // To the provider and back: a code for the client, or its refusal.
  Sent sign_in_there(std::string_view name = "Example", std::string_view more = {}) {
    browser.forget_cookies();
    return come_back(go_out(name, more));
  }
  std::string refusal_there(std::string_view name = "Example") {
    const Sent back = sign_in_there(name);
    CHECK(back.address == kCallback);
    return back.refusal();
  }
  // The tokens for a code, as the token endpoint answers.
  Json redeem(const Sent& back) {
    INFO(back.refusal());
    REQUIRE(back.address == kCallback);
    CHECK(back.get("state") == "app-state");
    codec::Form form;
    form.add("grant_type", "authorization_code")
        .add("client_id", app)
        .add("code", back.get("code"))
        .add("redirect_uri", kCallback);
    const auto response = browser.post("/oauth2/token", form.encode());
    INFO(response.body);
    REQUIRE(response.status == 200);
    return json(response.body);
  }
  static Json claims_of(std::string_view token) {
    const auto parts = codec::split_jwt(token);
    REQUIRE(parts.ok());
    return codec::decode_jwt_object(parts->payload).value();
  }
  std::vector<std::string> groups_of(std::string_view name) {
    std::vector<std::string> names;
    const Json answer = run("AdminListGroupsForUser", for_user(name));
    for (const Json& group : answer.find("Groups")->as_array()) {
      names.emplace_back(group.get_string("GroupName"));
    }
    return names;
  }
};

}  // namespace postern::test
