// A call of an endpoint: its event in the audit log, and its answer to the client.
#pragma once

#include <string_view>

#include "codec/json.h"
#include "domain/client.h"
#include "http/http.h"
#include "oauth/login_request.h"
#include "ops/audited_call.h"
#include "ops/op.h"

namespace postern::oauth {

// Lives as long as the call.
class EndpointCall {
 public:
  // `event` is what CloudTrail calls it: "Token_POST". What is passed outlives this.
  EndpointCall(const LoginRequest& login, std::string_view event);
  EndpointCall(const EndpointCall&) = delete;
  EndpointCall& operator=(const EndpointCall&) = delete;

  // As soon as it is known who asks.
  void is_of(const domain::Client& client) { told_.set("ClientId", client.id); }

  // Where the call comes from; a server tells nothing of where its users are.
  [[nodiscard]] auth::Place place_of(const domain::Client& client) const;

  // Of clients that register themselves, in the call's own name.
  Result<domain::Client> create_client(const Json& request);

  // At the end: what is left of the outcome once its event is written.
  Status end(const Status& outcome);

  // The same, as the response: the JSON, or {"error", "error_description"} (RFC 6749, section 5).
  // No cache keeps it.
  http::Response answer(const Result<Json>& outcome);

 private:
  const LoginRequest& login_;
  ops::Caller caller_;
  ops::Context context_;
  Json told_ = Json::object();
  ops::AuditedCall audited_;
};

// The status of an OAuth error's response.
int status_of(const Error& error);

// {"error": "...", "error_description": "..."}: in OAuth's words whatever failed.
Json error_json(const Error& error);

// A JSON body that no cache keeps, with the request id clients of Cognito log.
http::Response json_response(const LoginRequest& login, int status, const std::string& body);

}  // namespace postern::oauth
