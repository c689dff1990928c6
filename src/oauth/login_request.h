// A request to a login domain, as its pages and endpoints are handed it.
#pragma once

#include <string>
#include <string_view>

#include "auth/services.h"
#include "domain/pool.h"
#include "domain/user_pool_domains.h"
#include "http/http.h"
#include "ops/dispatcher.h"

namespace postern::federation {
class Upstream;
}

namespace postern::oauth {

// Borrows from whoever serves the request.
struct LoginRequest {
  auth::Services& services;
  ops::Dispatcher& dispatcher;           // What the API can do is done by its operations.
  const federation::Upstream& upstream;  // Identity providers, as they are asked.
  const http::Request& http;
  domain::PoolPtr pool;
  const domain::UserPoolDomain& domain;
  // What the address of each of the domain's pages begins with, from configuration and never from
  // what the request says (O37): "https://login.auth.us-east-1.amazoncognito.com" or, of a domain
  // that has no host of its own, "http://localhost:9229/domains/login".
  std::string base_url;
  std::string_view path;   // Below it: "/oauth2/token".
  std::string_view query;  // Without the question mark.

  [[nodiscard]] bool is_secure() const { return base_url.starts_with("https://"); }
  // Of the domain's cookies: "/" or "/domains/login".
  [[nodiscard]] std::string_view cookie_path() const;
};

}  // namespace postern::oauth
