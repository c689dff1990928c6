// GlobalSignOut: ends all sessions of the caller, this one included.
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json&) {
  const TokenUser& caller = *context.token_user;
  POSTERN_CHECK(change_user(context, *caller.pool, caller.user.sub,
                            [&](domain::Txn& txn, domain::User& user) {
                              return sign_out_everywhere(txn, *caller.pool, user,
                                                         context.store().now_us());
                            }));
  return Json::object();
}

}  // namespace

const Operation kGlobalSignOut{"GlobalSignOut", handle};

}  // namespace postern::ops
