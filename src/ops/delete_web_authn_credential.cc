// DeleteWebAuthnCredential: the user gives up one of their own passkeys.
#include "codec/base64.h"
#include "domain/mfa.h"
#include "domain/passkeys.h"
#include "ops/registry.h"

namespace postern::ops {
namespace {

// Without a passkey there is none that could be both factors, nor will the next one be unasked.
Status note_last_one_gone(domain::Txn& txn, const TokenUser& caller) {
  const std::string& pool_id = caller.pool->id;
  POSTERN_TRY(auto mfa, domain::load_mfa(txn, pool_id, caller.user.sub));
  if (!mfa.passkey) return ok();
  POSTERN_TRY(const auto left, domain::list_passkeys(txn, pool_id, caller.user.sub, {}, 1));
  if (!left.empty()) return ok();
  mfa.passkey = false;
  return domain::save_mfa(txn, pool_id, caller.user.sub, mfa);
}

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  const auto id = codec::base64url_decode(request.get_string("CredentialId"));
  if (!id.ok()) return invalid_parameter("CredentialId is not one.");
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(domain::erase_passkey(txn, caller.pool->id, caller.user.sub, *id));
    return note_last_one_gone(txn, caller);
  }));
  return Json::object();
}

}  // namespace

const Operation kDeleteWebAuthnCredential{"DeleteWebAuthnCredential", handle};

}  // namespace postern::ops
