// RevokeUserSession: the user ends another of their sessions.
#include "ops/registry.h"
#include "ops/session_requests.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) {
    return revoke_session(txn, *caller.pool, caller.user.sub, caller.session_id, request,
                          context.store().now_us());
  }));
  return Json::object();
}

}  // namespace

const Operation kRevokeUserSession{"RevokeUserSession", handle};

}  // namespace postern::ops
