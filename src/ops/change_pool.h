// Changing the settings of a pool, for the operations that do.
#pragma once

#include <functional>

#include "ops/op.h"

namespace postern::ops {

// Replaces the settings by `change(present settings)`, checked as a whole, in one transaction.
Status change_pool_settings(Context& context, std::string_view pool_id,
                            const std::function<Json(const Json& present)>& change);

}  // namespace postern::ops
