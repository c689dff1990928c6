// The provider's code for the provider's tokens (RFC 6749, section 4.1.3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/identity_provider.h"
#include "federation/endpoints.h"
#include "federation/upstream.h"

namespace postern::federation {

struct CodeExchange {
  const domain::IdentityProvider& provider;
  const Endpoints& endpoints;
  std::string_view code;
  std::string_view redirect_uri;
  std::string_view verifier;
  std::int64_t now_s = 0;
};

// The token response: an object with `access_token`. Refused in Cognito's words:
// "<provider> Error - <status> error getting token".
Result<Json> exchange_code(const Upstream& upstream, const CodeExchange& exchange);

}  // namespace postern::federation
