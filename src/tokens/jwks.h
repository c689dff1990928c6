// The public documents of a pool: its keys, and where things are.
#pragma once

#include <cstdint>
#include <string_view>

#include "codec/json.h"
#include "tokens/key_ring.h"

namespace postern::tokens {

// {"keys":[...]}: the two public keys as RFC 7517 has them, and while they are being replaced, the
// other two.
Json jwks(const PoolSigningKeys& keys, std::int64_t now_us);

// The discovery document of a pool without a domain: Cognito shows endpoints below the issuer.
Json openid_configuration(std::string_view issuer);

}  // namespace postern::tokens
