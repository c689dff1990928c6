// SetUserMFAPreference: which second factors the user wants to be asked for.
#include "ops/mfa_preference.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  POSTERN_CHECK(set_mfa_preference(context, *caller.pool, caller.user.sub, request));
  return Json::object();
}

}  // namespace

const Operation kSetUserMFAPreference{"SetUserMFAPreference", handle};

}  // namespace postern::ops
