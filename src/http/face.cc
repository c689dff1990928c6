// The HTTP face of the engine.
#include "http/face.h"

#include <variant>

#include "base/jwks_max_age.h"
#include "codec/hex.h"
#include "http/confirm_user.h"
#include "http/feedback_link.h"
#include "http/field.h"
#include "http/import_url.h"
#include "http/response.h"
#include "http/sigv4.h"
#include "http/timestamp.h"

namespace postern::http {
namespace {

// What browser SDKs send beyond what needs no leave.
constexpr std::string_view kAllowedHeaders =
    "authorization,cache-control,content-type,x-amz-content-sha256,x-amz-date,x-amz-security-token,"
    "x-amz-target,x-amz-user-agent,x-amzn-trace-id,amz-sdk-invocation-id,amz-sdk-request";
constexpr std::string_view kExposedHeaders =
    "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
constexpr std::string_view kPreflightMaxAgeS = "172800";

// Some verifiers ask again at once for a key they do not know; no key signs before the others, too,
// have heard of it.
std::string document_cache_control() {
  return "public, max-age=" + std::to_string(limits::kJwksMaxAgeS);
}

// RFC 9562, version 4.
std::string random_uuid(Random& random) {
  std::string bytes = random.bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  std::string text = codec::hex_encode(bytes);
  for (const std::size_t dash : {8, 13, 18, 23}) text.insert(dash, 1, '-');
  return text;
}

// A missing pool is a missing page; other failures are those of the API.
Response document(Result<std::string> json) {
  if (!json.ok()) {
    const Error& error = json.error();
    if (error.code != "ResourceNotFoundException") return error_response(error);
    return refusal(404, error.code, error.message);
  }
  Response response{.status = 200, .headers = {}, .body = std::move(json).value()};
  add_header(response, "Content-Type", "application/json");
  add_header(response, "Cache-Control", document_cache_control());
  return response;
}

// Pages are nobody else's to read. The endpoints of login domains say for themselves whose they
// are.
bool is_for_browsers(const Route& route) {
  return std::holds_alternative<LoginRoute>(route) ||
         std::holds_alternative<ConfirmUserRoute>(route) ||
         std::holds_alternative<FeedbackRoute>(route);
}

}  // namespace

Response Face::handle(const Request& request) {
  const Route route = find_route(request);
  Response response = std::visit([&](const auto& one) { return answer(request, one); }, route);
  add_common_headers(response);
  if (!is_for_browsers(route)) {
    allow_any_origin(response);
    add_header(response, "Access-Control-Expose-Headers", kExposedHeaders);
  }
  if (request.method == "HEAD") response.body.clear();
  return response;
}

Response Face::answer(const Request& request, const ApiRoute&) {
  Result<std::string> body = call(request);
  Response response = body.ok() ? Response{.status = 200, .headers = {}, .body = *body}
                                : error_response(body.error());
  if (body.ok()) add_header(response, "Content-Type", kApiMediaType);
  add_header(response, "Cache-Control", "no-store");  // It may hold tokens.
  return response;
}

Response Face::answer(const Request&, const PreflightRoute&) {
  Response response{.status = 200, .headers = {}, .body = {}};
  add_header(response, "Access-Control-Allow-Methods", "POST");
  add_header(response, "Access-Control-Allow-Headers", kAllowedHeaders);
  add_header(response, "Access-Control-Max-Age", kPreflightMaxAgeS);
  return response;
}

Response Face::answer(const Request&, const JwksRoute& route) {
  return document(backend_.jwks(route.pool_id));
}

Response Face::answer(const Request&, const DiscoveryRoute& route) {
  return document(backend_.openid_configuration(route.pool_id));
}

// Whoever holds the link holds the code; the client's secret is not in it. So the engine itself is
// the caller.
Response Face::answer(const Request& request, const ConfirmUserRoute&) {
  const auto follow = [&]() -> Result<std::string> {
    POSTERN_TRY(const std::string body, read_confirmation_link(request));
    ops::Caller caller;
    caller.kind = ops::Caller::Kind::host;
    caller.remote_address = request.remote_address;
    return backend_.call_api(caller, "postern", "ConfirmUserByLink", body);
  };
  return confirmation_page(follow());
}

// The token in the link is all that is asked for.
Response Face::answer(const Request& request, const FeedbackRoute&) {
  if (request.method == "GET") return feedback_question(request);
  const auto give = [&]() -> Result<std::string> {
    POSTERN_TRY(const std::string body, read_feedback(request));
    ops::Caller caller;
    caller.remote_address = request.remote_address;
    return backend_.call_api(caller, "cognito-idp", "UpdateAuthEventFeedback", body);
  };
  return feedback_page(give());
}

Response Face::answer(const Request& request, const ImportRoute& route) {
  return request.method == "PUT" ? answer_import_upload(backend_, request, route.token)
                                 : answer_import_log(backend_, request, route.token);
}

Response Face::answer(const Request&, const WrongMethod& route) {
  Response response = refusal(405, "MethodNotAllowedException", "This method is not allowed here.");
  add_header(response, "Allow", route.allow);
  return response;
}

Response Face::answer(const Request& request, const LoginRoute& route) {
  std::optional<Response> answer = backend_.answer_login(request, route);
  if (answer) return *std::move(answer);
  return refusal(404, "UnknownOperationException", "There is nothing here.");
}

Result<std::string> Face::call(const Request& request) {
  POSTERN_TRY(const ApiRequest api, read_api_request(request));
  POSTERN_TRY(const ops::Caller caller, identify(request, api));
  return backend_.call_api(caller, api.service, api.operation, request.body);
}

// Whoever sends no signature is anonymous; the dispatcher decides what that allows. A signature
// that is sent must hold, but only where it counts.
Result<ops::Caller> Face::identify(const Request& request, const ApiRequest& api) {
  ops::Caller caller;
  caller.remote_address = request.remote_address;
  caller.user_agent = find_field(request, "user-agent").value;
  if (request.trusted) {
    caller.kind = ops::Caller::Kind::host;
    return caller;
  }
  if (!find_field(request, "authorization").present()) return caller;
  if (!backend_.needs_iam(api.service, api.operation)) return caller;

  const SignatureContext context{backend_.region(), api.service, backend_.now_s()};
  POSTERN_TRY(caller.access_key_id, verify_signature(request, context, [this](std::string_view id) {
                return backend_.access_key_secret(id);
              }));
  caller.kind = ops::Caller::Kind::iam;
  return caller;
}

// Signers correct their clock by Date.
void Face::add_common_headers(Response& response) {
  add_header(response, "x-amzn-RequestId", random_uuid(random_));
  add_header(response, "Date", http_date(backend_.now_s()));
}

}  // namespace postern::http
