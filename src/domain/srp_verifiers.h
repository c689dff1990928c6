// The SRP verifiers of a pool as a whole: kept, or not kept at all.
#pragma once

#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// Removes the verifier of every user of the pool, slice by slice. REQUIRES: the pool has SRP off,
// so that nothing makes new ones meanwhile. Resumable by calling it again.
Status erase_srp_verifiers(Store& store, std::string_view pool_id);

}  // namespace postern::domain
