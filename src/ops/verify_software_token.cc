// VerifySoftwareToken: a code of a new authenticator app puts it in force.
#include "auth/software_token.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const std::string_view code = request.get_string("UserCode");
  const std::string_view name = request.get_string("FriendlyDeviceName");
  if (context.token_user) {
    const TokenUser& caller = *context.token_user;
    POSTERN_CHECK(
        auth::verify_software_token(context.services, *caller.pool, caller.user, code, name));
    return Json::object().set("Status", "SUCCESS");
  }
  POSTERN_TRY(const std::string session,
              auth::verify_in_sign_in(context.services, request.get_string("Session"), code, name));
  return Json::object().set("Status", "SUCCESS").set("Session", session);
}

}  // namespace

const Operation kVerifySoftwareToken{"VerifySoftwareToken", handle};

}  // namespace postern::ops
