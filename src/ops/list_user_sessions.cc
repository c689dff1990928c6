// ListUserSessions: where the user is signed in.
#include "ops/registry.h"
#include "ops/session_requests.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  return list_sessions(context, *caller.pool, caller.user.sub, caller.session_id, request);
}

}  // namespace

const Operation kListUserSessions{"ListUserSessions", handle};

}  // namespace postern::ops
