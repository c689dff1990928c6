// A request of the AWS JSON 1.1 protocol, as far as it can be judged without running it.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/http.h"

namespace postern::http {

struct ApiRequest {
  std::string_view service;    // "cognito-idp" or "cognito-identity"
  std::string_view operation;  // "SignUp"
};

// REQUIRES: the request was routed to the API. Views borrow from the request.
// Refuses an unknown target, anything but the protocol's media type (H17), and coded bodies (H18).
Result<ApiRequest> read_api_request(const Request& request);

}  // namespace postern::http
