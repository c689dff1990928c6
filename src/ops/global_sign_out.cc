// GlobalSignOut: ends all sessions of the caller, this one included.
#include "domain/sessions.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json&) {
  const TokenUser& caller = *context.token_user;
  POSTERN_CHECK(change_user(context, *caller.pool, caller.user.sub,
                            [&](domain::Txn& txn, domain::User& user) {
                              return domain::revoke_all_sessions(txn, caller.pool->id, user.sub);
                            }));
  return Json::object();
}

}  // namespace

const Operation kGlobalSignOut{"GlobalSignOut", handle};

}  // namespace postern::ops
