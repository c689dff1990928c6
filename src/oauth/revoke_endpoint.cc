// POST /oauth2/revoke: a client gives a refresh token up (RFC 7009).
#include "auth/revocation.h"
#include "oauth/client_authentication.h"
#include "oauth/endpoint_call.h"
#include "oauth/endpoints.h"
#include "oauth/form_body.h"

namespace postern::oauth {
namespace {

Status revoke(const LoginRequest& login, EndpointCall& call) {
  POSTERN_TRY(const codec::Form form, read_form(login.http));
  const std::string_view token = form.get("token");
  if (token.empty()) return reject("invalid_request", "token is missing.");
  POSTERN_TRY(const auto client, authenticate_client(login, form));
  call.is_of(*client);
  const Status revoked =
      auth::revoke_refresh_token(login.services, *client, token, /*linked=*/false);
  if (revoked.ok() || revoked.error().errc != Errc::rejected) return revoked;
  const Error& error = revoked.error();
  // Another client's token stays as it is, and whose it is is not told (O38).
  if (error.code == "UnauthorizedException") return ok();
  const bool wrong_type = error.code == "UnsupportedTokenTypeException";
  return reject(wrong_type ? "unsupported_token_type" : "invalid_request", error.message);
}

}  // namespace

http::Response answer_revoke(const LoginRequest& login) {
  EndpointCall call(login, "Revoke_POST");
  const Status outcome = revoke(login, call);
  http::Response response =
      call.answer(outcome.ok() ? Result<Json>(Json::object()) : Result<Json>(outcome.error()));
  if (response.status == 200) response.body.clear();
  if (!outcome.ok() && outcome.error().code == "invalid_client") response.status = 401;
  return response;
}

}  // namespace postern::oauth
