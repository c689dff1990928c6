// GetUserPoolMfaConfig: which second factors a pool asks for.
#include "ops/mfa_render.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto pool, pool_of(context, request));
  return render_mfa_config(*pool);
}

}  // namespace

const Operation kGetUserPoolMfaConfig{"GetUserPoolMfaConfig", handle};

}  // namespace postern::ops
