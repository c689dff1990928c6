// Access tokens of app clients for themselves: the client credentials grant (RFC 6749,
// section 4.4).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "auth/services.h"
#include "base/result.h"
#include "codec/json.h"
#include "domain/client.h"

namespace postern::auth {

struct IssuedClientToken {
  std::string access_token;
  std::int64_t expires_in_s = 0;
};

// The scopes of a token for the client: `requested`, or without any all custom scopes that the
// client lists and a resource server still has. InvalidParameterException for a scope that is not
// among them, is asked for twice, or when there is none: built-in scopes are about users, and a
// request never gets more than it asks for (O23).
Result<std::vector<std::string>> client_token_scopes(domain::Txn& txn, const domain::Client& client,
                                                     const std::vector<std::string>& requested);

// Fires PreTokenGeneration, where the pool has a function for version 3 of its event, and mints.
// `issued_us` is what TokenService::issue_time_us() said before the client and its scopes were
// read; REQUIRES: the client has proven itself.
//
// The token is good until it expires or its client or pool is deleted. Taking away the secret it
// was had with stops new tokens, not this one.
Result<IssuedClientToken> issue_client_token(Services& services,
                                             const domain::PoolAndClient& target,
                                             const std::vector<std::string>& scopes,
                                             const Json& client_metadata, std::int64_t issued_us);

}  // namespace postern::auth
