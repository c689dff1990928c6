// What a provider says of a user to whoever holds the user's access token.
#pragma once

#include <string_view>

#include "domain/identity_provider.h"
#include "federation/endpoints.h"
#include "federation/upstream.h"

namespace postern::federation {

// The claims of userInfo (OpenID Connect Core 1.0, section 5.3) or of the provider's own kind of
// it. An empty object where there is nobody to ask, or nothing that `known`, the claims of the ID
// token, leaves open.
Result<Json> ask_user_info(const Upstream& upstream, const domain::IdentityProvider& provider,
                           const Endpoints& endpoints, std::string_view access_token,
                           const Json& known);

}  // namespace postern::federation
