// Where a request goes: by exact comparison, so that no two readers can disagree on a path (H08).
#pragma once

#include <string_view>
#include <variant>

#include "http/http.h"

namespace postern::http {

// POST /
struct ApiRoute {};
// OPTIONS /
struct PreflightRoute {};
// GET or HEAD /<pool>/.well-known/jwks.json
struct JwksRoute {
  std::string_view pool_id;
};
// GET or HEAD /<pool>/.well-known/openid-configuration
struct DiscoveryRoute {
  std::string_view pool_id;
};
// GET /confirmUser?...; never HEAD, because following the link spends its code.
struct ConfirmUserRoute {};
// GET or POST /authEventFeedback
struct FeedbackRoute {};
// PUT, GET or HEAD /user-import/<token>: the pre-signed URL of an import job.
struct ImportRoute {
  std::string_view token;
};
// Everything else may be a page or an endpoint of a login domain. Such a domain has a host of its
// own, or for want of one a path: /domains/<domain>/...
struct LoginRoute {
  std::string_view domain;  // Empty where the host says.
  std::string_view path;    // "/oauth2/token"
};
// The path exists for other methods: these.
struct WrongMethod {
  std::string_view allow;
};
using Route = std::variant<ApiRoute, PreflightRoute, JwksRoute, DiscoveryRoute, ConfirmUserRoute,
                           FeedbackRoute, ImportRoute, LoginRoute, WrongMethod>;

// The views borrow from the request.
Route find_route(const Request& request);

}  // namespace postern::http
