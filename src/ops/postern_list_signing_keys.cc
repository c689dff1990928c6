// postern:ListSigningKeys: which keys a pool's JWKS has, and what each is there for.
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/signing_key_render.h"
#include "tokens/token_service.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  if (pool_id.empty()) return invalid_parameter("Missing required parameter UserPoolId");
  POSTERN_TRY(const auto keys, context.services.tokens.signing_keys(pool_id));
  return render_signing_keys(*keys, context.store().now_us());
}

}  // namespace

const Operation kPosternListSigningKeys{"ListSigningKeys", handle};

}  // namespace postern::ops
