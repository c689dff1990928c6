// What hangs on an app client besides its record, and goes with it.
#pragma once

#include <string_view>

#include "domain/store.h"

namespace postern::domain {

// Its terms, its style, its classic customisation, its risk configuration.
Status erase_client_resources(Txn& txn, std::string_view pool_id, std::string_view client_id);

}  // namespace postern::domain
