// Removing what has expired and what belonged to deleted pools, in slices of bounded size.
#pragma once

#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// Removes up to a few hundred expired rows; true when more are waiting. Expiry is checked at every
// use as well: a late sweep costs space, never correctness (D22).
Result<bool> sweep_expired(Store& store);

// Removes up to a few hundred rows of pools that were deleted; true when more are waiting.
Result<bool> sweep_some_doomed(Store& store);

// Removes all data of one deleted pool, or of all of them, slice by slice: as long as it takes.
Status sweep_pool(Store& store, std::string_view pool_id);
Status sweep_doomed(Store& store);

}  // namespace postern::domain
