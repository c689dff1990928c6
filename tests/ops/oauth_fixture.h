// A pool with a login domain and two clients of it, a browser, and a user who signs in there.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/form.h"
#include "ops/trigger_fixture.h"

namespace postern::test::oauth {

inline constexpr std::string_view kLoginHost = "demo.auth.us-east-1.amazoncognito.com";
inline constexpr std::string_view kLoginBase = "https://demo.auth.us-east-1.amazoncognito.com";
inline constexpr std::string_view kCallback = "https://app.example.com/callback";
inline constexpr std::string_view kGoodbye = "https://app.example.com/goodbye";
// RFC 7636, appendix B.
inline constexpr std::string_view kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr std::string_view kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

using Fields = std::vector<std::pair<std::string, std::string>>;
using Headers = std::vector<std::pair<std::string, std::string>>;

inline std::string encode(const Fields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    text += (text.empty() ? "" : "&") + codec::percent_encode(name) + "=" +
            codec::percent_encode(value);
  }
  return text;
}

// The first field of that name; empty without one.
inline std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}
inline std::string location_of(const http::Response& response) {
  return header_of(response, "Location");
}

// The parameters behind the mark of an address.
inline codec::Form parameters_of(std::string_view address, char mark = '?') {
  const std::size_t at = address.find(mark);
  auto form = codec::Form::parse(at == std::string_view::npos ? "" : address.substr(at + 1));
  INFO(address);
  REQUIRE(form.ok());
  return std::move(form).value();
}

inline Json claims_of(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  const auto payload = codec::base64url_decode(token.substr(first + 1, second - first - 1));
  REQUIRE(payload.ok());
  return json(*payload);
}

inline std::string basic(std::string_view id, std::string_view secret) {
  return "Basic " + codec::base64_encode(std::string(id) + ":" + std::string(secret));
}

struct OAuthFixture : TriggerFixture {
  std::string spa;     // A public client: codes and the implicit grant.
  std::string app;     // A confidential one.
  std::string secret;  // Of it.

  explicit OAuthFixture(std::string_view pool_members = R"({"AutoVerifiedAttributes":["email"]})")
      : TriggerFixture(pool_members) {
    run("CreateUserPoolDomain", object("UserPoolId", pool, "Domain", "demo"));
    spa = oauth_client(R"({"AllowedOAuthFlows":["code","implicit"]})");
    app = oauth_client(R"({"GenerateSecret":true})");
    secret = secret_of(app);
    new_confirmed("alice");
  }

  std::string oauth_client(std::string_view members = "{}", std::string_view of_pool = {}) {
    Json request = json(members);
    const auto set = [&](std::string_view name, std::string_view value) {
      if (!request.contains(name)) request.set(name, json(value));
    };
    set("AllowedOAuthFlowsUserPoolClient", "true");
    set("AllowedOAuthFlows", R"(["code"])");
    set("AllowedOAuthScopes", R"(["openid","email","profile","aws.cognito.signin.user.admin"])");
    set("CallbackURLs", R"(["https://app.example.com/callback","myapp://callback?from=here"])");
    set("LogoutURLs", R"(["https://app.example.com/goodbye"])");
    set("SupportedIdentityProviders", R"(["COGNITO"])");
    return make_client(request.dump(), of_pool);
  }
  // Changes some settings of a client and keeps the others.
  void update_client(std::string_view id, std::string_view members) {
    Json settings = describe_client(id);
    for (const char* own : {"CreationDate", "LastModifiedDate", "ClientSecret"}) {
      settings.erase(own);
    }
    const Json changes = json(members);
    for (const JsonMember& member : changes.as_object()) settings.set(member.key, member.value);
    run("UpdateUserPoolClient", settings);
  }
  Json describe_client(std::string_view id) {
    return *run("DescribeUserPoolClient", object("UserPoolId", pool, "ClientId", id))
                .find("UserPoolClient");
  }
  std::string secret_of(std::string_view id) {
    return std::string(describe_client(id).get_string("ClientSecret"));
  }

  http::Response send(std::string_view method, std::string_view target, const Headers& headers = {},
                      std::string_view body = {}, std::string_view host = kLoginHost) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.headers.emplace_back("Host", host);
    for (const auto& [name, value] : headers) request.headers.emplace_back(name, value);
    request.body = body;
    request.remote_address = "198.51.100.7";
    return engine->handle_http(request);
  }
  http::Response post_form(std::string_view path, const Fields& fields, Headers headers = {}) {
    headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return send("POST", path, headers, encode(fields));
  }

  // "<status> <error>" of an endpoint's refusal.
  static std::string error_of(const http::Response& response) {
    return std::to_string(response.status) + " " +
           std::string(json(response.body).get_string("error"));
  }
  static Json granted(const http::Response& response) {
    INFO(response.body);
    REQUIRE(response.status == 200);
    return json(response.body);
  }

  // What most requests to the authorization endpoint have; `more` adds to it or replaces it, and
  // an empty value takes away.
  Fields request_of(std::string_view client_id, const Fields& more = {}) {
    Fields fields{{"response_type", "code"},
                  {"client_id", std::string(client_id)},
                  {"redirect_uri", std::string(kCallback)},
                  {"state", "xyz"}};
    for (const auto& [name, value] : more) {
      const auto same = [&name = name](const auto& field) { return field.first == name; };
      std::erase_if(fields, same);
      if (!value.empty()) fields.emplace_back(name, value);
    }
    return fields;
  }
};

// A browser: it keeps cookies and follows nothing by itself.
class Browser {
 public:
  explicit Browser(OAuthFixture& site) : site_(site) {}

  http::Response get(std::string_view target) { return keep(site_.send("GET", target, headers())); }
  http::Response post(std::string_view target, const Fields& fields) {
    Headers sent = headers();
    sent.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    sent.emplace_back("Origin", std::string(kLoginBase));
    return keep(site_.send("POST", target, sent, encode(fields)));
  }

  http::Response authorize(const Fields& fields) {
    return get("/oauth2/authorize?" + encode(fields));
  }

  // Signs in on the page that the client's request leads to: where the browser is sent then.
  std::string sign_in(const Fields& request, std::string_view username = "alice") {
    const std::string page = location_of(authorize(request));
    REQUIRE(page.starts_with(std::string(kLoginBase) + "/login?"));
    const std::string target = page.substr(kLoginBase.size());
    REQUIRE(get(target).status == 200);
    const http::Response answer = post(target, {{"_csrf", cookies_["XSRF-TOKEN"]},
                                                {"username", std::string(username)},
                                                {"password", std::string(kPassword)}});
    INFO(answer.body);
    REQUIRE(answer.status == 303);
    return location_of(answer);
  }
  std::string code(const Fields& request, std::string_view username = "alice") {
    return std::string(parameters_of(sign_in(request, username)).get("code"));
  }

  [[nodiscard]] bool has_cookie(const std::string& name) const { return cookies_.contains(name); }
  std::map<std::string, std::string>& cookies() { return cookies_; }

 private:
  [[nodiscard]] Headers headers() const {
    std::string line;
    for (const auto& [name, value] : cookies_) {
      line += (line.empty() ? "" : "; ") + name + "=" + value;
    }
    return line.empty() ? Headers() : Headers{{"Cookie", line}};
  }
  http::Response keep(http::Response response) {
    for (const auto& [name, value] : response.headers) {
      if (name != "Set-Cookie") continue;
      const std::size_t equals = value.find('=');
      const std::string text = value.substr(equals + 1, value.find(';') - equals - 1);
      cookies_[value.substr(0, equals)] = text;
      if (value.find("Max-Age=0;") != std::string::npos) cookies_.erase(value.substr(0, equals));
    }
    return response;
  }

  OAuthFixture& site_;
  std::map<std::string, std::string> cookies_;
};

}  // namespace postern::test::oauth
