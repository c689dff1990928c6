// Where a request comes from, as far as it is known and to be believed.
#pragma once

#include "auth/place.h"
#include "ops/op.h"

namespace postern::ops {

// An administrator's word (ContextData) counts; a client's own (UserContextData) only where the
// pool's owner says it is a server that passes on what it sees. Without either it is the address of
// whoever calls in their own name.
auth::Place place_of(const Context& context, const Json& request, const domain::Client& client);

}  // namespace postern::ops
