// The login domains of all pools: which there are, and what is at their addresses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/services.h"
#include "base/host_function.h"
#include "codec/json.h"
#include "federation/upstream.h"
#include "http/http.h"
#include "http/route.h"
#include "ops/dispatcher.h"

namespace postern::web {

// Safe for concurrent use.
class Site {
 public:
  // `fetch` is the host's outbound HTTP, `issuer_base` the address of the engine itself. References
  // outlive this.
  Site(auth::Services& services, ops::Dispatcher& dispatcher, HostFunction fetch,
       std::string issuer_base);

  // Nothing where no pool has such a domain, or the domain no such path.
  [[nodiscard]] std::optional<http::Response> answer(const http::Request& request,
                                                     const http::LoginRoute& route) const;

  // Of a pool, with the addresses of its domain.
  [[nodiscard]] Result<Json> openid_configuration(std::string_view pool_id) const;

 private:
  auth::Services& services_;
  ops::Dispatcher& dispatcher_;
  const federation::Upstream upstream_;
  const std::string issuer_base_;
};

}  // namespace postern::web
