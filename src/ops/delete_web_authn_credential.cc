// DeleteWebAuthnCredential: the user gives up one of their own passkeys.
#include "codec/base64.h"
#include "domain/passkeys.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  const auto id = codec::base64url_decode(request.get_string("CredentialId"));
  if (!id.ok()) return invalid_parameter("CredentialId is not one.");
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) {
    return domain::erase_passkey(txn, caller.pool->id, caller.user.sub, *id);
  }));
  return Json::object();
}

}  // namespace

const Operation kDeleteWebAuthnCredential{"DeleteWebAuthnCredential", handle};

}  // namespace postern::ops
