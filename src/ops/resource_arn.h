// Names of resources that can carry tags.
#pragma once

#include <string>
#include <string_view>

#include "ops/op.h"

namespace postern::ops {

// The pool a ResourceArn names. InvalidParameterException when it is not a pool of this engine.
Result<std::string> pool_id_of_arn(const auth::Services& services, std::string_view arn);

}  // namespace postern::ops
