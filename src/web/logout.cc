// GET /logout: the browser is signed out, and goes where its client says.
#include <variant>

#include "auth/browser_session.h"
#include "codec/form.h"
#include "federation/federation.h"
#include "oauth/authorization_request.h"
#include "oauth/browser.h"
#include "oauth/client_rights.h"
#include "oauth/endpoint_call.h"
#include "oauth/redirect.h"
#include "web/pages.h"

namespace postern::web {
namespace {

using codec::Form;

// Where to afterwards: a registered address (O09), or /login with another request. A request for
// neither is refused, and nobody is signed out.
using Next = std::variant<std::string, http::Response>;

Next next_of(const oauth::LoginRequest& login, const Form& form) {
  const std::string_view client_id = form.get("client_id");
  const std::string_view logout_uri = form.get("logout_uri");
  if (logout_uri.empty()) {
    auto read = oauth::read_authorization(login, login.query);
    if (auto* refusal = std::get_if<http::Response>(&read)) return std::move(*refusal);
    return login.base_url + "/login?" + std::get<oauth::AuthorizationRequest>(read).query;
  }
  const auto client = login.services.store.read(
      [&](domain::Txn& txn) { return domain::load_client(txn, login.pool->id, client_id); });
  if (!client.ok()) {
    const bool unknown = client.error().errc == Errc::rejected;
    return oauth::redirect_to_error_page(login, unknown ? "invalid_client" : "server_error", {});
  }
  if (!oauth::is_logout_address(**client, logout_uri)) {
    return oauth::redirect_to_error_page(login, "redirect_mismatch", (*client)->id);
  }
  return std::string(logout_uri);
}

// By way of the provider that the session came from, where that is to be told. Whatever becomes of
// it there, here the browser is signed out.
http::Response send_on(const oauth::LoginRequest& login, const std::string& next) {
  auto by_provider = federation::begin_sign_out(login, next);
  if (by_provider.ok() && *by_provider) return **std::move(by_provider);
  return oauth::redirect_to(next);
}

}  // namespace

http::Response logout(const oauth::LoginRequest& login) {
  const auto form = Form::parse(login.query);
  if (!form.ok()) return oauth::redirect_to_error_page(login, "invalid_request", {});
  auto next = next_of(login, *form);
  if (auto* refusal = std::get_if<http::Response>(&next)) return std::move(*refusal);
  http::Response response = send_on(login, std::get<std::string>(next));
  oauth::EndpointCall call(login, "Logout_GET");
  const Status ended = call.end(
      auth::end_browser_session(login.services, *login.pool, oauth::browser_session_text(login)));
  if (!ended.ok()) return oauth::redirect_to_error_page(login, "server_error", {});
  oauth::forget_browser(login, response);
  return response;
}

}  // namespace postern::web
