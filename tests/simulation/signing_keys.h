// Signing keys of simulated pools.
#pragma once

#include <string_view>

#include "storage/storage.h"

namespace postern::sim {

// Gives a pool its keys before it makes its own, which would take a while and be others every time.
void put_signing_keys(storage::Storage& storage, std::string_view pool_id);

}  // namespace postern::sim
