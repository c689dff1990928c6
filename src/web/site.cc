// The login domains of all pools.
#include "web/site.h"

#include "codec/json.h"
#include "domain/pool.h"
#include "domain/user_pool_domains.h"
#include "http/field.h"
#include "http/response.h"
#include "oauth/endpoints.h"
#include "oauth/login_request.h"
#include "oauth/login_domain.h"
#include "web/pages.h"

namespace postern::web {
namespace {

// What is at a path, for a method.
struct Row {
  std::string_view path;
  std::string_view method;
  http::Response (*answer)(const oauth::LoginRequest& login);
};

// Paths are compared exactly, so that no two readers can disagree on one (H08).
constexpr Row kRows[] = {
    {"/oauth2/authorize", "GET", authorize},
};

http::Response wrong_method(std::string_view path) {
  std::string allow;
  for (const Row& row : kRows) {
    if (row.path == path) allow.append(allow.empty() ? "" : ", ").append(row.method);
  }
  http::Response response =
      http::refusal(405, "MethodNotAllowedException", "This method is not allowed here.");
  http::add_header(response, "Allow", allow);
  return response;
}

}  // namespace

Site::Site(auth::Services& services, ops::Dispatcher& dispatcher, HostFunction fetch,
           std::string issuer_base)
    : services_(services),
      dispatcher_(dispatcher),
      fetch_(std::move(fetch)),
      issuer_base_(std::move(issuer_base)) {}

std::optional<http::Response> Site::answer(const http::Request& request,
                                           const http::LoginRoute& route) const {
  bool path_is_known = false;
  const Row* found = nullptr;
  for (const Row& row : kRows) {
    if (row.path != route.path) continue;
    path_is_known = true;
    if (row.method == request.method) found = &row;
  }
  if (!path_is_known) return std::nullopt;
  const auto domain = oauth::find_login_domain(services_, request, route);
  if (!domain.ok()) return http::error_response(domain.error());
  if (!*domain) return std::nullopt;
  if (found == nullptr) return wrong_method(route.path);
  const std::size_t question = request.target.find('?');
  const oauth::LoginRequest login{
      .services = services_,
      .dispatcher = dispatcher_,
      .fetch = fetch_,
      .http = request,
      .pool = (*domain)->pool,
      .domain = (*domain)->domain,
      .base_url = oauth::domain_address(services_, issuer_base_, (*domain)->domain),
      .path = route.path,
      .query = question == std::string_view::npos ? "" : request.target.substr(question + 1)};
  return found->answer(login);
}

}  // namespace postern::web
