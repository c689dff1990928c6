// POST /oauth2/register: a client registers itself (RFC 7591), where its pool lets it.
#include "domain/scopes.h"
#include "http/field.h"
#include "http/response.h"
#include "oauth/client_metadata.h"
#include "oauth/endpoint_call.h"
#include "oauth/endpoints.h"
#include "ops/model/model.h"
#include "ops/validate.h"
#include "tokens/token_service.h"

namespace postern::oauth {
namespace {

constexpr std::string_view kBearer = "bearer ";
constexpr std::size_t kBodyBytesMax = 64 << 10;

Error invalid_token() {
  return reject("invalid_token", "Registering takes an access token for it.");
}

// Whether the request brings a token that lets it register. invalid_token for any other.
Result<bool> is_authenticated(const LoginRequest& login) {
  const http::Field header = http::find_field(login.http, "authorization");
  if (!header.present()) return false;
  const bool is_bearer = header.unique() && header.value.size() > kBearer.size() &&
                         http::equal_ignoring_case(header.value.substr(0, kBearer.size()), kBearer);
  if (!is_bearer) return invalid_token();
  const auto token =
      login.services.tokens.verify_access(http::trim(header.value.substr(kBearer.size())));
  if (!token.ok()) return token.error().errc == Errc::rejected ? invalid_token() : token.error();
  if ((*token)->pool_id != login.pool->id) return invalid_token();
  if (domain::has_scope((*token)->scope, domain::kRegistrationScope)) return true;
  return reject("insufficient_scope", "The access token does not have the scope to register.");
}

// The grants that this request may register.
Result<std::vector<std::string>> grants_for(const LoginRequest& login,
                                            const domain::RegistrationRules& rules) {
  if (!rules.enabled) {
    return reject("access_denied", "Clients cannot register themselves in this user pool.");
  }
  POSTERN_TRY(const bool authenticated, is_authenticated(login));
  if (authenticated) return rules.authenticated_grants;
  if (rules.open) return rules.open_grants;
  return invalid_token();
}

Result<Json> read_body(const http::Request& request) {
  const http::Field type = http::find_field(request, "content-type");
  const std::string_view media = http::trim(type.value.substr(0, type.value.find(';')));
  if (!type.unique() || !http::equal_ignoring_case(media, "application/json")) {
    return reject("invalid_client_metadata", "The Content-Type is not application/json.");
  }
  auto body = request.body.size() <= kBodyBytesMax ? Json::parse(request.body)
                                                   : Result<Json>(internal_error("too large"));
  if (body.ok() && body->is_object()) return body;
  return reject("invalid_client_metadata", "The body is no JSON object of at most 64 KiB.");
}

// What the API refuses about the client is about what it says of itself.
Error metadata_error(const Error& error) {
  if (error.errc != Errc::rejected) return error;
  if (error.code == "LimitExceededException") return reject("access_denied", error.message);
  return reject("invalid_client_metadata", error.message);
}

Json describe(const domain::Client& client, const ClientMetadata& metadata) {
  Json json = Json::object();
  json.set("client_id", client.id).set("client_id_issued_at", client.created_us / kMicrosPerSecond);
  if (!client.secrets.empty()) {
    json.set("client_secret", client.secrets.back().value).set("client_secret_expires_at", 0);
  }
  const Json said = to_json(metadata);
  for (const JsonMember& member : said.as_object()) json.set(member.key, member.value);
  return json;
}

Result<Json> register_client(const LoginRequest& login, EndpointCall& call) {
  const domain::RegistrationRules rules = domain::registration_rules(*login.pool);
  POSTERN_TRY(const auto grants, grants_for(login, rules));
  POSTERN_TRY(const Json body, read_body(login.http));
  POSTERN_TRY(const ClientMetadata metadata, read_client_metadata(body, rules, grants));
  const Json request = creation_request(login.pool->id, metadata);
  const auto* model = ops::model::find_operation("cognito-idp", "CreateUserPoolClient");
  const Status sound = ops::validate(*model, request);
  if (!sound.ok()) return metadata_error(sound.error());
  const auto client = call.create_client(request);
  if (!client.ok()) return metadata_error(client.error());
  call.is_of(*client);
  return describe(*client, metadata);
}

}  // namespace

http::Response answer_register(const LoginRequest& login) {
  EndpointCall call(login, "Register_POST");
  const Result<Json> outcome = register_client(login, call);
  http::Response response = call.answer(outcome);
  if (response.status == 200) response.status = 201;
  if (!outcome.ok() && outcome.error().code == "access_denied") response.status = 403;
  if (response.status == 401) {
    http::add_header(response, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }
  return response;
}

}  // namespace postern::oauth
