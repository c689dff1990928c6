// The browser behind a request to a login domain.
#include "oauth/browser.h"

#include "auth/browser_session.h"
#include "domain/acr.h"
#include "http/cookie.h"
#include "oauth/client_rights.h"

namespace postern::oauth {
namespace {

constexpr std::string_view kCookie = "cognito";

bool is_of_provider(const domain::BrowserSession& session, const AuthorizationRequest& request) {
  const std::string provider = session.provider.empty() ? "COGNITO" : session.provider;
  if (!supports_provider(*request.client, provider)) return false;
  return request.identity_provider.empty() || request.identity_provider == provider;
}

// The first of the levels asked for is the one that is wanted most.
bool is_at_level(const domain::Pool& pool, const domain::BrowserSession& session,
                 const AuthorizationRequest& request) {
  if (request.acr_values.empty()) return true;
  return domain::acr_level(pool, session.acr) >=
         domain::acr_level(pool, request.acr_values.front());
}

}  // namespace

std::string_view browser_session_text(const LoginRequest& login) {
  return http::find_cookie(login.http, kCookie).value_or(std::string_view());
}

Result<std::string> usable_browser_session(const LoginRequest& login,
                                           const AuthorizationRequest& request) {
  const std::string_view text = browser_session_text(login);
  if (request.prompt_login || text.empty()) return std::string();
  POSTERN_TRY(const auto signed_in, auth::open_browser_session(login.services, *login.pool, text));
  if (!signed_in) return std::string();
  const domain::BrowserSession& session = signed_in->session;
  const bool as_hinted = request.hinted_sub.empty() || request.hinted_sub == session.sub;
  POSTERN_TRY(const bool suffices, auth::still_suffices(login.services, *login.pool, *signed_in));
  const bool usable = as_hinted && suffices &&
                      auth::is_fresh_for(session, *request.client, request.max_age_s,
                                         login.services.store.now_us()) &&
                      is_of_provider(session, request) &&
                      is_at_level(*login.pool, session, request);
  return usable ? std::string(text) : std::string();
}

void remember_browser(const LoginRequest& login, const domain::Client& client,
                      std::string_view browser_session, http::Response& response) {
  http::Cookie cookie{.name = kCookie,
                      .value = browser_session,
                      .path = login.cookie_path(),
                      .secure = login.is_secure()};
  // A client that never goes on without a question has its session forgotten with the window.
  if (client.sso_session_minutes > 0) cookie.max_age_s = client.sso_session_minutes * 60;
  http::set_cookie(response, cookie);
}

void forget_browser(const LoginRequest& login, http::Response& response) {
  http::clear_cookie(response, kCookie, login.cookie_path(), login.is_secure());
}

}  // namespace postern::oauth
