// GET /oauth2/authorize: where a client sends its user's browser.
#include "federation/federation.h"
#include "oauth/authorization_request.h"
#include "oauth/browser.h"
#include "oauth/client_rights.h"
#include "oauth/endpoint_call.h"
#include "oauth/redirect.h"
#include "web/pages.h"

namespace postern::web {
namespace {

// The provider to go straight to; empty where the user is to choose, or signs in here.
std::string provider_of(const oauth::AuthorizationRequest& request) {
  if (request.identity_provider == "COGNITO") return {};
  if (!request.identity_provider.empty()) return request.identity_provider;
  return oauth::only_provider(*request.client);
}

// For a request that is in order.
http::Response answer(const oauth::LoginRequest& login, oauth::AuthorizationRequest& request) {
  const auto session = oauth::usable_browser_session(login, request);
  if (!session.ok()) {
    return oauth::refuse_authorization(request, "server_error", "The service failed.");
  }
  if (!session->empty()) return oauth::complete_authorization(login, request, *session);
  if (request.prompt_none) {
    return oauth::refuse_authorization(request, "login_required", "No session signs the user in.");
  }
  request.identity_provider = provider_of(request);
  if (request.identity_provider.empty()) {
    return oauth::redirect_to_page(login, "/login", request.query);
  }
  return federation::begin(login, request);
}

}  // namespace

http::Response authorize(const oauth::LoginRequest& login) {
  auto read = oauth::read_authorization(login, login.query);
  if (auto* refusal = std::get_if<http::Response>(&read)) return std::move(*refusal);
  auto& request = std::get<oauth::AuthorizationRequest>(read);
  oauth::EndpointCall call(login, "Authorize_GET");
  call.is_of(*request.client);
  http::Response response = answer(login, request);
  if (call.end(ok()).ok()) return response;
  return oauth::refuse_authorization(request, "server_error", "The service failed.");
}

}  // namespace postern::web
