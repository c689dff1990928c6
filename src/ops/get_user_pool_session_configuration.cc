// GetUserPoolSessionConfiguration: whether a pool tracks sessions, and how many a user may have.
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/session_requests.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto pool, pool_of(context, request));
  return render_session_configuration(*pool);
}

}  // namespace

const Operation kGetUserPoolSessionConfiguration{"GetUserPoolSessionConfiguration", handle};

}  // namespace postern::ops
