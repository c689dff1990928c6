// GET /logout: the browser is signed out, and goes where its client says.
#include "auth/browser_session.h"
#include "codec/form.h"
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
http::Response next_of(const oauth::LoginRequest& login, const Form& form, bool& refused) {
  refused = true;
  const std::string_view client_id = form.get("client_id");
  const std::string_view logout_uri = form.get("logout_uri");
  if (logout_uri.empty()) {
    auto read = oauth::read_authorization(login, login.query);
    if (auto* refusal = std::get_if<http::Response>(&read)) return std::move(*refusal);
    refused = false;
    return oauth::redirect_to_page(login, "/login",
                                   std::get<oauth::AuthorizationRequest>(read).query);
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
  refused = false;
  return oauth::redirect_to(logout_uri);
}

}  // namespace

http::Response logout(const oauth::LoginRequest& login) {
  const auto form = Form::parse(login.query);
  if (!form.ok()) return oauth::redirect_to_error_page(login, "invalid_request", {});
  bool refused = false;
  http::Response response = next_of(login, *form, refused);
  if (refused) return response;
  oauth::EndpointCall call(login, "Logout_GET");
  const Status ended = call.end(
      auth::end_browser_session(login.services, *login.pool, oauth::browser_session_text(login)));
  if (!ended.ok()) return oauth::redirect_to_error_page(login, "server_error", {});
  oauth::forget_browser(login, response);
  return response;
}

}  // namespace postern::web
