// AdminListUserSessions: where a user is signed in, for an administrator.
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/session_requests.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  return list_sessions(context, *target.pool, target.user.sub, /*current=*/{}, request);
}

}  // namespace

const Operation kAdminListUserSessions{"AdminListUserSessions", handle};

}  // namespace postern::ops
