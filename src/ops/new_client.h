// Making an app client: of CreateUserPoolClient, and of clients that register themselves.
#pragma once

#include "ops/op.h"

namespace postern::ops {

// By the members of CreateUserPoolClient, which have passed the model's constraints. A
// `registered` client made itself: its ClientType says so, and there is room for so many only.
Result<domain::Client> create_client(Context& context, const Json& request, bool registered);

}  // namespace postern::ops
