// The discovery document of a pool (OpenID Connect Discovery 1.0), with where its login domain is.
#pragma once

#include <string_view>

#include "auth/services.h"
#include "codec/json.h"

namespace postern::oauth {

// Endpoints of a pool without a domain are below its issuer, where there is nothing, as at Cognito.
// ResourceNotFoundException for an unknown pool.
Result<Json> openid_configuration(auth::Services& services, std::string_view issuer_base,
                                  std::string_view pool_id);

}  // namespace postern::oauth
