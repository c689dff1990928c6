// Changing the settings of a pool, for the operations that do.
#pragma once

#include <functional>

#include "ops/op.h"

namespace postern::ops {

// Replaces the settings by `change(present settings)`, checked as a whole, in one transaction.
Status change_pool_settings(Context& context, std::string_view pool_id,
                            const std::function<Result<Json>(const Json& present)>& change);

// UserImportInProgressException while users are imported into the pool, for the operations Cognito
// refuses then. An import that begins just afterwards reads the changed pool.
Status refuse_during_import(Context& context, std::string_view pool_id);

}  // namespace postern::ops
