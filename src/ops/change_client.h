// Changing an app client, for the operations that do.
#pragma once

#include <functional>

#include "ops/op.h"

namespace postern::ops {

using ClientChange = std::function<Status(domain::Txn&, domain::Client&)>;

// Runs `change` on the client the request names, as stored at commit, and stamps the time. What
// comes out is checked as a whole: never the change against the client as it was (O40).
Result<domain::Client> change_client(Context& context, const Json& request,
                                     const ClientChange& change);

}  // namespace postern::ops
