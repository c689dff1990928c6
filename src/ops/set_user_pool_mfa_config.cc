// SetUserPoolMfaConfig: whether a pool demands a second factor, and which it takes.
#include "domain/mfa_config.h"
#include "ops/change_pool.h"
#include "ops/mfa_render.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_CHECK(change_pool_settings(
      context, request.get_string("UserPoolId"),
      [&](const Json& present) { return domain::with_mfa_config(present, request); }));
  POSTERN_TRY(const auto pool, pool_of(context, request));
  return render_mfa_config(*pool);
}

}  // namespace

const Operation kSetUserPoolMfaConfig{"SetUserPoolMfaConfig", handle};

}  // namespace postern::ops
