// CompleteWebAuthnRegistration: the passkey a browser made is verified and kept.
#include "auth/webauthn_registration.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  POSTERN_CHECK(auth::complete_registration(context.services, *caller.pool, *caller.client,
                                            caller.user, *request.find("Credential")));
  return Json::object();
}

}  // namespace

const Operation kCompleteWebAuthnRegistration{"CompleteWebAuthnRegistration", handle};

}  // namespace postern::ops
