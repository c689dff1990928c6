// POST /oauth2/token: tokens for a code, for a refresh token, or for a client itself.
#include <algorithm>

#include "auth/client_token.h"
#include "auth/code_grant.h"
#include "auth/flows/flows.h"
#include "domain/settings.h"
#include "domain/tracked_sessions.h"
#include "oauth/client_authentication.h"
#include "oauth/client_rights.h"
#include "oauth/endpoint_call.h"
#include "oauth/endpoints.h"
#include "oauth/form_body.h"
#include "tokens/token_service.h"

namespace postern::oauth {
namespace {

using codec::Form;

// One request, from a client that has proven itself.
struct TokenRequest {
  const LoginRequest& login;
  EndpointCall& call;
  const Form& form;
  domain::PoolAndClient target;
};

Error unauthorized_client() {
  return reject("unauthorized_client", "The client may not use this grant.");
}

// Refusals of the engine that say: what was presented is good for nothing (any more).
constexpr std::string_view kGrantRefusals[] = {
    "NotAuthorizedException", "RefreshTokenReuseException", "UserNotFoundException",
    "UserNotConfirmedException", "PasswordResetRequiredException"};

// What a host's function says, and whatever else the caller may know, is the description.
Error grant_error(const Error& error) {
  if (error.errc != Errc::rejected || error.code == "invalid_scope") return error;
  const bool is_grant = std::ranges::find(kGrantRefusals, error.code) != std::end(kGrantRefusals);
  return reject(is_grant ? "invalid_grant" : "invalid_request", error.message);
}

// RFC 7636, section 4.1 (O06).
bool is_verifier(std::string_view text) {
  return text.size() >= 43 && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.' || c == '_' || c == '~';
         });
}

Json tokens_json(std::string_view access, std::string_view id, std::string_view refresh,
                 std::int64_t expires_in_s) {
  Json json = Json::object();
  if (!id.empty()) json.set("id_token", id);
  json.set("access_token", access);
  if (!refresh.empty()) json.set("refresh_token", refresh);
  return json.set("expires_in", expires_in_s).set("token_type", "Bearer");
}

// In pools that track sessions: where this one is used from. No answer depends on it.
void note_place(const TokenRequest& request, std::string_view access_token) {
  if (!request.target.pool->tracks_sessions) return;
  const auth::Place place = request.call.place_of(*request.target.client);
  const auto token = request.login.services.tokens.verify_access(access_token);
  if (!place.known() || !token.ok()) return;
  [[maybe_unused]] const Status noted =
      request.login.services.store.transact([&](domain::Txn& txn) {
        return domain::note_session_context(txn, *request.target.pool, (*token)->sub,
                                            (*token)->session_id, place.ip, place.device);
      });
}

Result<Json> grant_for_code(const TokenRequest& request) {
  if (!allows_flow(*request.target.client, "code")) return unauthorized_client();
  const std::string_view code = request.form.get("code");
  const std::string_view verifier = request.form.get("code_verifier");
  if (code.empty()) return reject("invalid_request", "code is missing.");
  if (!verifier.empty() && !is_verifier(verifier)) {
    return reject("invalid_request", "code_verifier is not one.");
  }
  const auto tokens = auth::redeem_code(request.login.services, request.target, code,
                                        request.form.get("redirect_uri"), verifier);
  if (!tokens.ok()) return grant_error(tokens.error());
  note_place(request, tokens->access_token);
  return tokens_json(tokens->access_token, tokens->id_token, tokens->refresh_token,
                     tokens->expires_in_s);
}

// Sessions of the API go on here as well, as at Cognito.
Result<Json> grant_for_refresh_token(const TokenRequest& request) {
  const std::string_view text = request.form.get("refresh_token");
  if (text.empty()) return reject("invalid_request", "refresh_token is missing.");
  const auto answer = auth::refresh_with_token(
      request.login.services, request.target,
      {.refresh_token = text, .device_key = {}, .scopes = split_list(request.form.get("scope"))});
  if (!answer.ok()) return grant_error(answer.error());
  const Json& result = domain::member_or_empty(*answer, "AuthenticationResult");
  note_place(request, result.get_string("AccessToken"));
  return tokens_json(result.get_string("AccessToken"), result.get_string("IdToken"),
                     result.get_string("RefreshToken"), result.get_int("ExpiresIn"));
}

// An object of texts, as a function is told them.
Result<Json> client_metadata(const Form& form) {
  const std::string_view text = form.get("aws_client_metadata");
  if (text.empty()) return Json::object();
  auto metadata = Json::parse(text);
  const bool is_map = metadata.ok() && metadata->is_object() &&
                      std::ranges::all_of(metadata->as_object(), [](const JsonMember& member) {
                        return member.value.is_string();
                      });
  if (!is_map) return reject("invalid_request", "aws_client_metadata is no JSON object of texts.");
  return metadata;
}

Result<Json> grant_to_client(const TokenRequest& request) {
  auth::Services& services = request.login.services;
  const domain::Client& client = *request.target.client;
  if (client.secrets.empty() || !allows_flow(client, "client_credentials")) {
    return unauthorized_client();
  }
  POSTERN_TRY(const Json metadata, client_metadata(request.form));
  const std::int64_t issued_us = services.tokens.issue_time_us();
  const auto scopes = services.store.read([&](domain::Txn& txn) {
    return auth::client_token_scopes(txn, client, split_list(request.form.get("scope")));
  });
  if (!scopes.ok()) {
    const Error& error = scopes.error();
    return error.errc == Errc::rejected ? reject("invalid_scope", error.message) : error;
  }
  const auto token =
      auth::issue_client_token(services, request.target, *scopes, metadata, issued_us);
  if (!token.ok()) return grant_error(token.error());
  return tokens_json(token->access_token, {}, {}, token->expires_in_s);
}

Result<Json> grant(const LoginRequest& login, EndpointCall& call) {
  POSTERN_TRY(const Form form, read_form(login.http));
  const std::string_view type = form.get("grant_type");
  if (type.empty()) return reject("invalid_request", "grant_type is missing.");
  POSTERN_TRY(auto client, authenticate_client(login, form));
  call.is_of(*client);
  if (!uses_oauth(*client)) return unauthorized_client();
  const TokenRequest request{login, call, form, {login.pool, std::move(client)}};
  if (type == "authorization_code") return grant_for_code(request);
  if (type == "refresh_token") return grant_for_refresh_token(request);
  if (type == "client_credentials") return grant_to_client(request);
  return reject("unsupported_grant_type", "There is no such grant.");
}

}  // namespace

http::Response answer_token(const LoginRequest& login) {
  EndpointCall call(login, "Token_POST");
  return call.answer(grant(login, call));
}

}  // namespace postern::oauth
