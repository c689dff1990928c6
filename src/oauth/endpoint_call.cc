// A call of an endpoint: its event in the audit log, and its answer to the client.
#include "oauth/endpoint_call.h"

#include "domain/store.h"
#include "http/field.h"
#include "http/response.h"
#include "ops/new_client.h"
#include "ops/place.h"

namespace postern::oauth {
namespace {

ops::Caller caller_of(const http::Request& request) {
  ops::Caller caller;
  caller.remote_address = request.remote_address;
  caller.user_agent = http::find_field(request, "user-agent").value;
  return caller;
}

}  // namespace

EndpointCall::EndpointCall(const LoginRequest& login, std::string_view event)
    : login_(login),
      caller_(caller_of(login.http)),
      context_{login.services, caller_, std::nullopt},
      audited_(context_, "cognito-idp", event, nullptr) {
  told_.set("UserPoolId", login.pool->id);
  audited_.accept(told_);
}

auth::Place EndpointCall::place_of(const domain::Client& client) const {
  if (!client.secrets.empty()) return {};
  auth::Place place = ops::place_of(context_, Json::object(), client);
  place.device = caller_.user_agent.substr(0, 256);
  return place;
}

Result<domain::Client> EndpointCall::create_client(const Json& request) {
  return ops::create_client(context_, request, /*registered=*/true);
}

Status EndpointCall::end(const Status& outcome) {
  Result<std::string> text = std::string();
  if (!outcome.ok()) text = outcome.error();
  POSTERN_CHECK(audited_.end(std::move(text)));
  return ok();
}

http::Response EndpointCall::answer(const Result<Json>& outcome) {
  const Status ended = end(outcome.ok() ? ok() : Status(outcome.error()));
  if (ended.ok()) return json_response(login_, 200, outcome->dump());
  const Error& error = ended.error();
  http::Response response = json_response(login_, status_of(error), error_json(error).dump());
  const bool by_header = http::find_field(login_.http, "authorization").present();
  if (error.code == "invalid_client" && by_header) {
    response.status = 401;
    http::add_header(response, "WWW-Authenticate", "Basic realm=\"" + login_.pool->id + "\"");
  }
  return response;
}

int status_of(const Error& error) {
  switch (error.errc) {
    case Errc::rejected:
      if (error.code == "invalid_token") return 401;
      return error.code == "insufficient_scope" ? 403 : 400;
    case Errc::conflict:
    case Errc::busy:
      return 503;
    default:
      return 500;
  }
}

Json error_json(const Error& error) {
  Json json = Json::object();
  if (error.errc == Errc::rejected) {
    return json.set("error", error.code).set("error_description", error.message);
  }
  const bool busy = status_of(error) == 503;
  return json.set("error", busy ? "temporarily_unavailable" : "server_error");
}

http::Response json_response(const LoginRequest& login, int status, const std::string& body) {
  http::Response response{.status = status, .headers = {}, .body = body};
  http::add_header(response, "Content-Type", "application/json;charset=UTF-8");
  http::add_header(response, "Cache-Control", "no-store");
  http::add_header(response, "Pragma", "no-cache");
  http::allow_any_origin(response);
  http::add_header(response, "x-amz-cognito-request-id",
                   domain::new_uuid(login.services.store.random()));
  return response;
}

}  // namespace postern::oauth
