// GetUser: the user's own view of their account.
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json&) {
  const TokenUser& caller = *context.token_user;
  return Json::object()
      .set("Username", caller.user.username)
      .set("UserAttributes",
           domain::attributes_to_json(caller.user, *caller.pool, caller.client.get()));
}

}  // namespace

const Operation kGetUser{"GetUser", handle};

}  // namespace postern::ops
