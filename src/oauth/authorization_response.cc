// Answering a client's request for authorization: with a code, with tokens, or with a refusal.
#include "auth/browser_session.h"
#include "codec/form.h"
#include "oauth/authorization_request.h"
#include "oauth/redirect.h"

namespace postern::oauth {
namespace {

using codec::Form;

// A code is in the query, tokens are in the fragment, which browsers send nowhere.
http::Response answer_client(const AuthorizationRequest& request, Form fields) {
  if (!request.state.empty()) fields.add("state", request.state);
  return redirect_with(request.grant.redirect_uri, request.implicit ? '#' : '?', fields);
}

Form token_fields(const auth::GrantedTokens& tokens) {
  Form fields;
  if (!tokens.id_token.empty()) fields.add("id_token", tokens.id_token);
  fields.add("access_token", tokens.access_token)
      .add("token_type", "Bearer")
      .add("expires_in", std::to_string(tokens.expires_in_s));
  return fields;
}

Result<Form> grant_fields(const LoginRequest& login, const AuthorizationRequest& request,
                          const auth::BrowserSignIn& signed_in) {
  const domain::PoolAndClient target{login.pool, request.client};
  if (request.implicit) {
    POSTERN_TRY(const auto tokens,
                auth::issue_implicit(login.services, target, signed_in, request.grant));
    return token_fields(tokens);
  }
  POSTERN_TRY(const std::string code,
              auth::issue_code(login.services, target, signed_in, request.grant));
  Form fields;
  fields.add("code", code);
  return fields;
}

// "invalid_request", not "NotAuthorizedException".
bool is_code_of_oauth(std::string_view code) {
  return !code.empty() && code.front() >= 'a' && code.front() <= 'z';
}

}  // namespace

http::Response complete_authorization(const LoginRequest& login,
                                      const AuthorizationRequest& request,
                                      std::string_view browser_session) {
  const auto signed_in = auth::open_browser_session(login.services, *login.pool, browser_session);
  if (!signed_in.ok()) return refuse_authorization(request, signed_in.error());
  if (!*signed_in) return redirect_to_page(login, "/login", request.query);
  auto fields = grant_fields(login, request, **signed_in);
  if (fields.ok()) return answer_client(request, *std::move(fields));
  // It ended while it was looked at.
  if (fields.error().code == "NotAuthorizedException") {
    return redirect_to_page(login, "/login", request.query);
  }
  return refuse_authorization(request, fields.error());
}

http::Response refuse_authorization(const AuthorizationRequest& request, const Error& error) {
  switch (error.errc) {
    case Errc::rejected:
      return refuse_authorization(
          request, is_code_of_oauth(error.code) ? error.code : "invalid_request", error.message);
    case Errc::conflict:
    case Errc::busy:
      return refuse_authorization(request, "temporarily_unavailable", "The service is busy.");
    default:
      return refuse_authorization(request, "server_error", "The service failed.");
  }
}

http::Response refuse_authorization(const AuthorizationRequest& request, std::string_view error,
                                    std::string_view description) {
  Form fields;
  fields.add("error", error);
  if (!description.empty()) fields.add("error_description", description);
  return answer_client(request, std::move(fields));
}

}  // namespace postern::oauth
