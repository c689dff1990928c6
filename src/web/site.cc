// The login domains of all pools.
#include "web/site.h"

#include "codec/json.h"
#include "domain/pool.h"
#include "domain/user_pool_domains.h"
#include "federation/federation.h"
#include "http/field.h"
#include "http/response.h"
#include "oauth/discovery.h"
#include "oauth/endpoints.h"
#include "oauth/login_domain.h"
#include "oauth/login_request.h"
#include "web/assets.h"
#include "web/look.h"
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
    {"/assets/custom.css", "GET", show_custom_sheet},
    {"/assets/logo", "GET", show_logo},
    {"/assets/pages.css", "GET", show_sheet},
    {"/assets/passkeys.js", "GET", show_passkey_script},
    {"/challenge", "GET", show_challenge},
    {"/challenge", "POST", take_challenge},
    {"/confirm", "GET", show_confirm},
    {"/confirm", "POST", take_confirm},
    {"/confirmforgotPassword", "GET", show_confirm_forgot_password},
    {"/confirmforgotPassword", "POST", take_confirm_forgot_password},
    {"/error", "GET", show_error},
    {"/forgotPassword", "GET", show_forgot_password},
    {"/forgotPassword", "POST", take_forgot_password},
    {"/login", "GET", show_login},
    {"/login", "POST", take_login},
    {"/logout", "GET", logout},
    {"/oauth2/authorize", "GET", authorize},
    {"/oauth2/idpresponse", "GET", federation::come_back},
    {"/oauth2/idpresponse", "POST", federation::come_back},
    {"/oauth2/register", "OPTIONS", oauth::answer_preflight},
    {"/oauth2/register", "POST", oauth::answer_register},
    {"/oauth2/revoke", "OPTIONS", oauth::answer_preflight},
    {"/oauth2/revoke", "POST", oauth::answer_revoke},
    {"/oauth2/token", "OPTIONS", oauth::answer_preflight},
    {"/oauth2/token", "POST", oauth::answer_token},
    {"/oauth2/userInfo", "GET", oauth::answer_user_info},
    {"/oauth2/userInfo", "OPTIONS", oauth::answer_preflight},
    {"/oauth2/userInfo", "POST", oauth::answer_user_info},
    {"/passkeys/add", "GET", show_add_passkey},
    {"/passkeys/add", "POST", take_add_passkey},
    {"/resendcode", "GET", show_resend_code},
    {"/resendcode", "POST", take_resend_code},
    {"/saml2/idpresponse", "POST", federation::come_back_by_saml},
    {"/saml2/logout", "POST", federation::come_back_signed_out},
    {"/signup", "GET", show_signup},
    {"/signup", "POST", take_signup},
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
      upstream_(std::move(fetch)),
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
      .upstream = upstream_,
      .http = request,
      .pool = (*domain)->pool,
      .domain = (*domain)->domain,
      .base_url = oauth::domain_address(services_, issuer_base_, (*domain)->domain),
      .path = route.path,
      .query = question == std::string_view::npos ? "" : request.target.substr(question + 1)};
  return found->answer(login);
}

Result<Json> Site::openid_configuration(std::string_view pool_id) const {
  return oauth::openid_configuration(services_, issuer_base_, pool_id);
}

}  // namespace postern::web
