// The phases every call passes, in order: known, well-formed, authorised, run, noted.
#include "ops/dispatcher.h"

#include "domain/scopes.h"
#include "ops/activity.h"
#include "ops/audited_call.h"
#include "ops/model/model.h"
#include "ops/registry.h"
#include "ops/validate.h"
#include "tokens/token_service.h"

namespace postern::ops {
namespace {

using model::AuthKind;

constexpr std::string_view kOwnService = "postern";
constexpr std::string_view kTokenScope = "aws.cognito.signin.user.admin";

Error unknown_operation(std::string_view name) {
  return reject("UnknownOperationException",
                "There is no operation of the name given: " + std::string(name.substr(0, 64)));
}

Error not_built(std::string_view service, std::string_view name) {
  return reject("NotImplementedException", std::string(service) + " operation " +
                                               std::string(name) +
                                               " is not built into this engine yet.");
}

Result<Json> parse_body(std::string_view body) {
  if (body.empty()) return Json::object();
  POSTERN_TRY(Json request, Json::parse(body));
  if (!request.is_object()) {
    return Error{Errc::invalid_argument, "SerializationException",
                 "The request body is not a JSON object."};
  }
  return request;
}

// Operations that take AWS credentials are for administrators: the host, or a signed request.
Status authorise(const Caller& caller, AuthKind kind) {
  if (kind == AuthKind::sigv4 && caller.kind == Caller::Kind::anonymous) {
    return reject("MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  return ok();
}

// Two operations take the Session of a sign-in in place of the token.
bool speaks_for_user(AuthKind kind, const Json& request) {
  return kind == AuthKind::access_token ||
         (kind == AuthKind::access_token_or_session && !request.get_string("AccessToken").empty());
}

// The user an access token speaks for. Everything comes from the token: no member of the request
// can point at another pool or user (A09).
Result<TokenUser> load_token_user(auth::Services& services, const Json& request) {
  POSTERN_TRY(const auto token, services.tokens.verify_access(request.get_string("AccessToken")));
  if (token->is_of_client() || !domain::has_scope(token->scope, kTokenScope)) {
    return not_authorized("Access Token does not have required scopes");
  }
  return services.store.read([&](domain::Txn& txn) -> Result<TokenUser> {
    POSTERN_TRY(auto pool, domain::load_pool(txn, token->pool_id));
    POSTERN_TRY(auto client, domain::load_client(txn, token->pool_id, token->client_id));
    POSTERN_TRY(auto user, domain::find_user_by_sub(txn, *pool, token->sub));
    if (!user) return reject("UserNotFoundException", "User does not exist.");
    if (!user->enabled) return not_authorized("User is disabled.");
    return TokenUser{std::move(pool), std::move(client), std::move(*user), token->session_id};
  });
}

// The phases of an operation that the service model knows.
Result<std::string> run(Context& context, const model::OperationModel& known,
                        const Operation& operation, Result<Json>& body, AuditedCall& audited) {
  if (!body.ok()) return body.error();
  Json& request = *body;
  POSTERN_CHECK(authorise(context.caller, known.auth));
  POSTERN_CHECK(validate(known, request));
  drop_unknown_members(known, request);
  audited.accept(request);
  if (speaks_for_user(known.auth, request)) {
    POSTERN_TRY(context.token_user, load_token_user(context.services, request));
  }
  const Result<Json> response = operation.handle(context, request);
  audited.came_to(response);
  note_activity(context, known.name, request, response);
  if (!response.ok()) return response.error();
  return known.has_output ? response->dump() : std::string();
}

Result<std::string> run_own(Context& context, const Operation& operation, const Result<Json>& body,
                            AuditedCall& audited) {
  if (!body.ok()) return body.error();
  audited.accept(*body);
  POSTERN_TRY(const Json response, operation.handle(context, *body));
  return response.dump();
}

}  // namespace

Result<std::string> Dispatcher::call_own(const Caller& caller, std::string_view name,
                                         std::string_view body) {
  // The engine's own operations hand out credentials: for the embedding process alone.
  if (caller.kind != Caller::Kind::host) return unknown_operation(name);
  const Operation* operation = find_operation(kOwnService, name);
  if (operation == nullptr) return unknown_operation(name);
  const auto request = parse_body(body);
  Context context{services_, caller, std::nullopt};
  AuditedCall audited(context, kOwnService, operation->name, nullptr);
  return audited.end(run_own(context, *operation, request, audited));
}

Result<std::string> Dispatcher::call(const Caller& caller, std::string_view service,
                                     std::string_view name, std::string_view body) {
  if (service == kOwnService) return call_own(caller, name, body);
  const model::OperationModel* known = model::find_operation(service, name);
  if (known == nullptr) return unknown_operation(name);
  const Operation* operation = find_operation(service, name);
  if (operation == nullptr) return not_built(service, name);
  auto request = parse_body(body);
  Context context{services_, caller, std::nullopt};
  AuditedCall audited(context, known->service, known->name, known);
  return audited.end(run(context, *known, *operation, request, audited));
}

bool Dispatcher::needs_iam(std::string_view service, std::string_view name) {
  const model::OperationModel* known = model::find_operation(service, name);
  return known != nullptr && known->auth == AuthKind::sigv4;
}

}  // namespace postern::ops
