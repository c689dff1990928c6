// Token verification, the typed fast path: this layer adds two atomics and one allocation.
#include "postern/token.h"

#include <memory>
#include <string>
#include <utility>

#include "base/limits.h"
#include "capi/guard.h"
#include "capi/handle_table.h"
#include "capi/layout.h"
#include "capi/options.h"
#include "capi/storage.h"
#include "capi/view.h"

// What a postern_claims* points to: a share in the cache's own copy of the payload.
struct postern_claims {
  std::shared_ptr<const std::string> json;
};

namespace postern::capi {
namespace {

constexpr std::uint32_t kLeewayMaxS = 60;

// Only compared with what the token says: bytes that are no text match nothing.
bool read_restriction(postern_str in, std::string_view& out) {
  if (in.len > kNameBytesMax || (in.ptr == nullptr && in.len != 0)) return false;
  out = std::string_view(in.ptr, in.len);
  return true;
}

Result<VerifyOptions> verify_options(const postern_verify_options* options) {
  VerifyOptions out;
  if (options == nullptr) return out;
  POSTERN_TRY(const postern_verify_options in, read_struct(options, kVerifyOptionsFirstSize));
  if (in.leeway_s > kLeewayMaxS) return invalid_argument("leeway_s is above 60");
  if (!read_restriction(in.user_pool_id, out.user_pool_id) ||
      !read_restriction(in.client_id, out.client_id) ||
      !read_restriction(in.token_use, out.token_use)) {
    return invalid_argument("A restriction is too long, or NULL with a length");
  }
  if (!out.token_use.empty() && out.token_use != "id" && out.token_use != "access") {
    return invalid_argument("token_use is neither id nor access");
  }
  out.leeway_s = in.leeway_s;
  return out;
}

}  // namespace
}  // namespace postern::capi

using namespace postern;  // NOLINT: below are C names, which cannot live in a namespace.

postern_status postern_verify(postern_engine* engine, postern_str token,
                              const postern_verify_options* options, postern_claims** out_claims,
                              postern_error** out_error) {
  return capi::guard(out_error, [&]() -> Status {
    if (out_claims == nullptr) return capi::invalid_argument("out_claims is NULL");
    *out_claims = nullptr;
    POSTERN_TRY(const auto text, capi::read_bytes(token, limits::kTokenBytesMax, "token"));
    POSTERN_CHECK(capi::check_outside_storage());
    POSTERN_TRY(const VerifyOptions read, capi::verify_options(options));
    const capi::Lease lease(engine);
    if (!lease) return capi::bad_handle();
    POSTERN_TRY(auto json, lease->verify(text, read));
    *out_claims = new postern_claims{std::move(json)};
    return ok();
  });
}

postern_str postern_claims_json(const postern_claims* claims) {
  return claims != nullptr ? capi::view_of(*claims->json) : postern_str{};
}

void postern_claims_free(postern_claims* claims) { delete claims; }
