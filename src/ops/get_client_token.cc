// GetClientToken: an access token for an app client itself, by its secret, without a domain.
#include "auth/client_auth.h"
#include "auth/client_token.h"
#include "ops/registry.h"
#include "ops/request.h"
#include "tokens/token_service.h"

namespace postern::ops {
namespace {

// A list that is there but empty asks for no scope, and a token without any is for nothing.
Result<std::vector<std::string>> requested_scopes(const Json& request) {
  std::vector<std::string> scopes;
  const Json* given = request.find("Scopes");
  if (given == nullptr || given->is_null()) return scopes;
  for (const Json& scope : given->as_array()) scopes.push_back(scope.as_string());
  if (scopes.empty()) return invalid_parameter("Scopes cannot be empty.");
  return scopes;
}

// Existence, then secret, then flow: what a client may do is told to whoever is that client.
Status check_client(const domain::Client& client, std::string_view secret) {
  if (client.secrets.empty()) {
    return not_authorized("Client " + client.id + " has no client secret.");
  }
  POSTERN_CHECK(auth::check_client_secret(client, secret));
  if (client.flows.client_token) return ok();
  return invalid_parameter("ALLOW_CLIENT_TOKEN_AUTH is not enabled for the client.");
}

Json render(const auth::IssuedClientToken& token) {
  Json result = Json::object();
  result.set("AccessToken", token.access_token)
      .set("ExpiresIn", token.expires_in_s)
      .set("TokenType", "Bearer");
  return Json::object().set("ClientAuthenticationResult", std::move(result));
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto requested, requested_scopes(request));
  const std::int64_t issued_us = context.services.tokens.issue_time_us();
  POSTERN_TRY(const auto target, client_of(context, request));
  POSTERN_CHECK(check_client(*target.client, request.get_string("Secret")));
  POSTERN_TRY(const auto scopes, context.store().read([&](domain::Txn& txn) {
    return auth::client_token_scopes(txn, *target.client, requested);
  }));
  POSTERN_TRY(const auto token, auth::issue_client_token(context.services, target, scopes,
                                                         client_metadata(request), issued_us));
  return render(token);
}

}  // namespace

const Operation kGetClientToken{"GetClientToken", handle};

}  // namespace postern::ops
