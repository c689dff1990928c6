// DeleteUserAttributes: the user removes what their client may write.
#include "ops/registry.h"
#include "ops/user_writes.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  POSTERN_CHECK(delete_attributes(context, *caller.pool, caller.user.sub, caller.client.get(),
                                  *request.find("UserAttributeNames")));
  return Json::object();
}

}  // namespace

const Operation kDeleteUserAttributes{"DeleteUserAttributes", handle};

}  // namespace postern::ops
