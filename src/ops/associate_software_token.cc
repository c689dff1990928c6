// AssociateSoftwareToken: a new seed for an authenticator app, in force once it has shown a code.
#include "auth/software_token.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  if (context.token_user) {
    const TokenUser& caller = *context.token_user;
    POSTERN_TRY(const std::string secret_code,
                auth::associate_software_token(context.services, *caller.pool, caller.user));
    return Json::object().set("SecretCode", secret_code);
  }
  POSTERN_TRY(const auto made,
              auth::associate_in_sign_in(context.services, request.get_string("Session")));
  return Json::object().set("SecretCode", made.secret_code).set("Session", made.session);
}

}  // namespace

const Operation kAssociateSoftwareToken{"AssociateSoftwareToken", handle};

}  // namespace postern::ops
