// Targets: oauth::read_authorization and what answers it, behind GET /oauth2/authorize.
// Properties: a browser is sent to the login page, the error page or the registered address and
// nowhere else; an unknown client is told nothing; the request a page carries along is read the
// same again; no header has a control character.
#include <algorithm>
#include <string>

#include "codec/form.h"
#include "codec/json.h"
#include "engine/engine.h"
#include "fuzz/property.h"

using namespace postern;
using postern::fuzz::require;

namespace {

constexpr std::string_view kBase = "https://demo.auth.us-east-1.amazoncognito.com";
constexpr std::string_view kCallback = "https://app.example.com/callback";

// A login domain with a client that may have codes and tokens.
class Site {
 public:
  Site() {
    EngineOptions options;
    options.root_key = Secret(std::string(32, 'k'));
    engine_ = Engine::open(std::move(options)).value();
    const Json pool = call("CreateUserPool", R"({"PoolName":"p"})");
    const std::string id(pool.find("UserPool")->get_string("Id"));
    call("CreateUserPoolDomain", R"({"Domain":"demo","UserPoolId":")" + id + "\"}");
    const Json client = call("CreateUserPoolClient",
                             R"({"ClientName":"c","AllowedOAuthFlows":["code","implicit"],
        "AllowedOAuthFlowsUserPoolClient":true,"AllowedOAuthScopes":["openid","email"],
        "CallbackURLs":["https://app.example.com/callback"],
        "SupportedIdentityProviders":["COGNITO"],"UserPoolId":")" +
                                 id + "\"}");
    known_ = "client_id=" + std::string(client.find("UserPoolClient")->get_string("ClientId")) +
             "&redirect_uri=" + codec::percent_encode(kCallback);
  }

  // Of a request that names the client and its address.
  [[nodiscard]] const std::string& known() const { return known_; }

  // Where a browser with that request is sent.
  std::string sent_to(std::string_view query) {
    const std::string target = "/oauth2/authorize?" + std::string(query);
    http::Request request{.method = "GET", .target = target};
    request.headers = {{"Host", kBase.substr(8)}};
    const http::Response response = engine_->handle_http(request);
    require(response.status == 303, "every request is answered with a redirect");
    std::string location;
    for (const auto& [name, value] : response.headers) {
      require(std::ranges::none_of(value, [](unsigned char c) { return c < 0x20 || c == 0x7f; }),
              "no header has a control character");
      if (name == "Location") location = value;
    }
    return location;
  }

 private:
  Json call(std::string_view operation, const std::string& request) {
    const ops::Caller host{.kind = ops::Caller::Kind::host};
    const auto answer = engine_->call(host, operation, request);
    require(answer.ok(), "the fixture is made");
    return Json::parse(*answer).value();
  }

  std::unique_ptr<Engine> engine_;
  std::string known_;
};

bool begins(const std::string& address, std::string_view base, std::string_view rest) {
  return address.starts_with(std::string(base) + std::string(rest));
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  static Site site;
  require(begins(site.sent_to(input), kBase, "/error?"), "an unknown client is told nothing");
  const std::string address = site.sent_to(site.known() + "&" + std::string(input));
  const bool to_login = begins(address, kBase, "/login?");
  require(to_login || begins(address, kBase, "/error?") || begins(address, kCallback, "?error=") ||
              begins(address, kCallback, "#error="),
          "there are three places to go to");
  if (!to_login) return;
  const std::string query = address.substr(address.find('?') + 1);
  require(site.sent_to(query) == address, "what a page carries along is read the same");
}
