// Sign in with Apple: the client's secret is a token that the client signs itself.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "codec/json.h"

namespace postern::federation {

// For one request: from `client_id`, `team_id`, `key_id` and `private_key` of the provider's
// details.
Result<std::string> apple_client_secret(const Json& details, std::int64_t now_s);

}  // namespace postern::federation
