// The end of a way back from a provider, whichever kind it is.
#include "federation/answer_flow.h"

#include "oauth/browser.h"
#include "oauth/client_rights.h"
#include "oauth/endpoint_call.h"

namespace postern::federation {

http::Response answer_flow(const oauth::LoginRequest& login,
                           const oauth::AuthorizationRequest& request, std::string_view event,
                           const std::function<Result<std::string>()>& sign_in) {
  oauth::EndpointCall call(login, event);
  call.is_of(*request.client);
  Result<std::string> session =
      reject("invalid_request", "The client does not support the identity provider.");
  if (oauth::supports_provider(*request.client, request.identity_provider)) session = sign_in();
  const Status ended = call.end(session.ok() ? ok() : Status(session.error()));
  if (!ended.ok()) return oauth::refuse_authorization(request, ended.error());
  http::Response response = oauth::complete_authorization(login, request, *session);
  oauth::remember_browser(login, *request.client, *session, response);
  return response;
}

}  // namespace postern::federation
