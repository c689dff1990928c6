// Which login domain a request is for, and where a domain's pages are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/services.h"
#include "domain/pool.h"
#include "domain/user_pool_domains.h"
#include "http/http.h"
#include "http/route.h"

namespace postern::oauth {

struct LoginDomain {
  domain::PoolPtr pool;
  domain::UserPoolDomain domain;
};

// By the route's name, which is that of a prefix or a custom domain; without one by the request's
// host: "<prefix>.auth.<region>.amazoncognito.com", or a custom domain itself.
Result<std::optional<LoginDomain>> find_login_domain(auth::Services& services,
                                                     const http::Request& request,
                                                     const http::LoginRoute& route);

// What the addresses of the domain's pages begin with. Where the engine's own address is Cognito's,
// so is the domain's; else it is below the engine's, which needs no host of its own.
std::string domain_address(const auth::Services& services, std::string_view issuer_base,
                           const domain::UserPoolDomain& domain);

}  // namespace postern::oauth
