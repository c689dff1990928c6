// ChangePassword: the user replaces their password, proving the old one.
#include "auth/credentials.h"
#include "auth/threat_protection.h"
#include "domain/quota.h"
#include "ops/place.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Status count_call(Context& context, const TokenUser& caller) {
  return context.store().transact([&](domain::Txn& txn) {
    return domain::use_quota(txn, caller.pool->id, caller.user.sub, domain::kChangePasswordQuota,
                             context.store().now_us());
  });
}

// A user without a password has none to prove; everybody else must. Whoever signs in at a provider
// gets a password from an administrator alone.
Status check_previous(Context& context, const TokenUser& caller, const Json& request) {
  if (caller.user.status == domain::UserStatus::external_provider) return auth::wrong_password();
  if (caller.user.password_hash.empty()) return ok();
  const std::string_view previous = request.get_string("PreviousPassword");
  if (previous.empty()) return invalid_parameter("Missing required parameter PreviousPassword");
  const auth::Place place = place_of(context, request, *caller.client);
  return context.services.credentials.check({*caller.pool, caller.user, place.source}, previous);
}

Result<Json> handle(Context& context, const Json& request) {
  const TokenUser& caller = *context.token_user;
  auth::Credentials& credentials = context.services.credentials;
  const std::string_view proposed = request.get_string("ProposedPassword");
  POSTERN_CHECK(count_call(context, caller));
  POSTERN_CHECK(check_previous(context, caller, request));
  POSTERN_CHECK(credentials.check_new(*caller.pool, &caller.user, proposed));
  POSTERN_CHECK(auth::check_uncompromised(context.services, {.pool = *caller.pool,
                                                             .client_id = caller.client->id,
                                                             .username = caller.user.username,
                                                             .password = proposed,
                                                             .use = domain::PasswordUse::change}));
  POSTERN_TRY(const auto record, credentials.derive(*caller.pool, caller.user.username, proposed));
  POSTERN_CHECK(change_user(context, *caller.pool, caller.user.sub,
                            [&](domain::Txn&, domain::User& user) -> Status {
                              if (user.password_hash != caller.user.password_hash) {
                                return auth::wrong_password();
                              }
                              auth::Credentials::apply(*caller.pool, user, record);
                              return ok();
                            }));
  return Json::object();
}

}  // namespace

const Operation kChangePassword{"ChangePassword", handle};

}  // namespace postern::ops
