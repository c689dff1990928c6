// AdminGetUser: everything about one user but secrets.
#include "domain/attributes.h"
#include "ops/mfa_render.h"
#include "ops/registry.h"
#include "ops/render.h"
#include "ops/request.h"
#include "ops/user_render.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  const domain::User& user = target.user;
  POSTERN_TRY(const auto mfa, context.store().read([&](domain::Txn& txn) {
    return domain::load_mfa(txn, target.pool->id, user.sub);
  }));
  Json response = Json::object();
  response.set("Username", user.username)
      .set("UserAttributes", domain::attributes_to_json(user, *target.pool, nullptr))
      .set("UserCreateDate", render_time(user.created_us))
      .set("UserLastModifiedDate", render_time(user.modified_us))
      .set("Enabled", user.enabled)
      .set("UserStatus", domain::status_name(user.status));
  add_mfa_settings(response, mfa);
  return response;
}

}  // namespace

const Operation kAdminGetUser{"AdminGetUser", handle};

}  // namespace postern::ops
