// Where a request goes.
#include "http/route.h"

#include <algorithm>

namespace postern::http {
namespace {

constexpr std::size_t kPoolIdBytesMax = 55;
constexpr std::string_view kImport = "/user-import/";
constexpr std::string_view kDomains = "/domains/";
constexpr std::string_view kJwks = "/.well-known/jwks.json";
constexpr std::string_view kDiscovery = "/.well-known/openid-configuration";

bool is_pool_id_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_';
}

// "/us-east-1_Example" + suffix gives the id; anything else is empty. Percent signs are no letters
// of an id, so an encoded path is not found.
std::string_view pool_id_before(std::string_view suffix, std::string_view path) {
  if (!path.starts_with('/') || !path.ends_with(suffix)) return {};
  const std::string_view id = path.substr(1, path.size() - suffix.size() - 1);
  if (id.size() > kPoolIdBytesMax || !std::ranges::all_of(id, is_pool_id_char)) return {};
  return id;
}

Route api_route(std::string_view method) {
  if (method == "POST") return ApiRoute{};
  if (method == "OPTIONS") return PreflightRoute{};
  return WrongMethod{"POST, OPTIONS"};
}

Route import_route(std::string_view method, std::string_view path) {
  if (method != "PUT" && method != "GET" && method != "HEAD") return WrongMethod{"PUT, GET, HEAD"};
  return ImportRoute{path.substr(kImport.size())};
}

Route login_route(std::string_view path) {
  if (!path.starts_with(kDomains)) return LoginRoute{{}, path};
  const std::string_view rest = path.substr(kDomains.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  return LoginRoute{rest.substr(0, slash), rest.substr(slash)};
}

}  // namespace

Route find_route(const Request& request) {
  if (request.target == "/") return api_route(request.method);

  const std::string_view path = request.target.substr(0, request.target.find('?'));
  if (path == "/confirmUser") {
    return request.method == "GET" ? Route(ConfirmUserRoute{}) : Route(WrongMethod{"GET"});
  }
  if (path == "/authEventFeedback") {
    const bool known = request.method == "GET" || request.method == "POST";
    return known ? Route(FeedbackRoute{}) : Route(WrongMethod{"GET, POST"});
  }
  if (path.starts_with(kImport)) return import_route(request.method, path);
  const std::string_view jwks_pool = pool_id_before(kJwks, path);
  const std::string_view discovery_pool = pool_id_before(kDiscovery, path);
  if (jwks_pool.empty() && discovery_pool.empty()) return login_route(path);
  if (request.method != "GET" && request.method != "HEAD") return WrongMethod{"GET, HEAD"};
  if (!jwks_pool.empty()) return JwksRoute{jwks_pool};
  return DiscoveryRoute{discovery_pool};
}

}  // namespace postern::http
