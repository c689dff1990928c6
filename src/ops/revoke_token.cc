// RevokeToken: ends one session, by its refresh token. With RevokeAssociatedSessions LINKED the
// browser's session that it came from ends too: sign-ins through the API have none.
#include "auth/revocation.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, client_of(context, request));
  if (!auth::check_client_secret(*target.client, request.get_string("ClientSecret")).ok()) {
    return reject("UnauthorizedException", "Invalid client secret.");
  }
  const bool linked = request.get_string("RevokeAssociatedSessions") == "LINKED";
  POSTERN_CHECK(auth::revoke_refresh_token(context.services, *target.client,
                                           request.get_string("Token"), linked));
  return Json::object();
}

}  // namespace

const Operation kRevokeToken{"RevokeToken", handle};

}  // namespace postern::ops
