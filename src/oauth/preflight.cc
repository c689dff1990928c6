// Pages of other origins ask whether they may ask an endpoint.
#include "http/response.h"
#include "oauth/endpoints.h"

namespace postern::oauth {

// Anybody may: what an endpoint answers depends on what it is sent, never on who sent the browser.
http::Response answer_preflight(const LoginRequest&) {
  http::Response response{.status = 200, .headers = {}, .body = {}};
  http::allow_any_origin(response);
  http::add_header(response, "Access-Control-Allow-Methods", "GET, POST");
  http::add_header(response, "Access-Control-Allow-Headers",
                   "authorization,cache-control,content-type,x-amz-user-agent");
  http::add_header(response, "Access-Control-Max-Age", "172800");
  return response;
}

}  // namespace postern::oauth
