// StartWebAuthnRegistration: what a browser needs to make a passkey for the signed-in user.
#include "auth/webauthn_registration.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json&) {
  const TokenUser& caller = *context.token_user;
  POSTERN_TRY(Json options, auth::begin_registration(context.services, *caller.pool, *caller.client,
                                                     caller.user));
  return Json::object().set("CredentialCreationOptions", std::move(options));
}

}  // namespace

const Operation kStartWebAuthnRegistration{"StartWebAuthnRegistration", handle};

}  // namespace postern::ops
