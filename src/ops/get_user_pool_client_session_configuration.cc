// GetUserPoolClientSessionConfiguration: how long a browser's session serves a client.
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/session_requests.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, client_in_pool(context, request));
  return render_client_session_configuration(*target.client);
}

}  // namespace

const Operation kGetUserPoolClientSessionConfiguration{"GetUserPoolClientSessionConfiguration",
                                                       handle};

}  // namespace postern::ops
