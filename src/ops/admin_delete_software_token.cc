// AdminDeleteSoftwareToken: the user's authenticator app is no second factor any more.
#include "domain/mfa.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  const std::string& pool_id = target.pool->id;
  const std::string& sub = target.user.sub;
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto user, domain::find_user_by_sub(txn, *target.pool, sub));
    if (!user) return reject("UserNotFoundException", "User does not exist.");
    POSTERN_TRY(auto mfa, domain::load_mfa(txn, pool_id, sub));
    domain::remove_totp(mfa);
    POSTERN_CHECK(domain::forget_pending_totp(txn, pool_id, sub));
    return domain::save_mfa(txn, pool_id, sub, mfa);
  }));
  return Json::object();
}

}  // namespace

const Operation kAdminDeleteSoftwareToken{"AdminDeleteSoftwareToken", handle};

}  // namespace postern::ops
