// Replicas of a pool, of which an engine that serves one Region has one: the pool itself.
#pragma once

#include <string_view>

#include "ops/op.h"

namespace postern::ops {

// UserPoolReplicaType of the pool itself.
Json render_primary(const auth::Services& services, std::string_view pool_id);

// ResourceNotFoundException for a Region the pool is not in.
Status check_region(const auth::Services& services, std::string_view region);

}  // namespace postern::ops
