// Signing keys of a pool as the API shows them.
#pragma once

#include <cstdint>

#include "codec/json.h"
#include "tokens/key_ring.h"

namespace postern::ops {

// {"SigningKeys":[{"KeyId","TokenUse","Status",...}]}: Status is PUBLISHED before they sign, with
// SignsFrom; SIGNING, with RetiresAt where others are about to take over; RETIRING, with RetiresAt.
Json render_signing_keys(const tokens::PoolSigningKeys& keys, std::int64_t now_us);

}  // namespace postern::ops
