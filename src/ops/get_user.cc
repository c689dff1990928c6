// GetUser: the user's own view of their account.
#include "ops/mfa_render.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Result<Json> handle(Context& context, const Json&) {
  const TokenUser& caller = *context.token_user;
  POSTERN_TRY(const auto mfa, context.store().read([&](domain::Txn& txn) {
    return domain::load_mfa(txn, caller.pool->id, caller.user.sub);
  }));
  Json response = Json::object();
  response.set("Username", caller.user.username)
      .set("UserAttributes",
           domain::attributes_to_json(caller.user, *caller.pool, caller.client.get()));
  add_mfa_settings(response, mfa);
  return response;
}

}  // namespace

const Operation kGetUser{"GetUser", handle};

}  // namespace postern::ops
