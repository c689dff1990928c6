// Where an identity provider is asked for what: as it is configured, or as it says of itself.
#pragma once

#include <string>

#include "domain/identity_provider.h"
#include "federation/upstream.h"

namespace postern::federation {

struct Endpoints {
  std::string issuer;  // Of its ID tokens; empty where it has none.
  std::string authorize;
  std::string token;
  std::string attributes;  // Empty where there is none.
  std::string jwks;        // Empty until find_jwks(), where the provider does not say it otherwise.
  bool basic_only = false;  // Takes the client's secret in the Authorization field alone.
};

// Asks for an OIDC provider's discovery document where its details name no endpoints.
Result<Endpoints> find_endpoints(const Upstream& upstream, const domain::IdentityProvider& provider,
                                 std::int64_t now_us);

// Where the issuer's keys are.
Result<std::string> find_jwks(const Upstream& upstream, const Endpoints& endpoints,
                              std::int64_t now_us);

// Reads the endpoints of a discovery document (OpenID Connect Discovery 1.0, section 3), whose
// issuer must be the one that was asked, to the byte, and whose addresses must be https; on the
// loopback interface only where the issuer itself is there (F14).
Result<Endpoints> read_discovery(std::string_view issuer, const Json& document);

}  // namespace postern::federation
