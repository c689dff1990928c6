// SetUserSettings: the older way to switch text messages on or off as a second factor.
#include "ops/mfa_preference.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  POSTERN_CHECK(set_mfa_options(context, *caller.pool, caller.user.sub, request));
  return Json::object();
}

}  // namespace

const Operation kSetUserSettings{"SetUserSettings", handle};

}  // namespace postern::ops
