// postern:RotateSigningKeys: gives a pool other keys for its tokens, without any being refused; see
// tokens/key_rotation.h. {"Leaked":true} does it at once: tokens signed so far are refused here
// from now on, and wherever else a verifier asks for the JWKS anew.
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/signing_key_render.h"
#include "tokens/token_service.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view pool_id = request.get_string("UserPoolId");
  if (pool_id.empty()) return invalid_parameter("Missing required parameter UserPoolId");
  tokens::TokenService& tokens = context.services.tokens;
  POSTERN_CHECK(tokens.rotate_signing_keys(pool_id, request.get_bool("Leaked")));
  POSTERN_TRY(const auto keys, tokens.signing_keys(pool_id));
  return render_signing_keys(*keys, context.store().now_us());
}

}  // namespace

const Operation kPosternRotateSigningKeys{"RotateSigningKeys", handle};

}  // namespace postern::ops
