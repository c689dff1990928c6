// USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: the password itself, with migration of new
// users.
#include "auth/credentials.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/migration.h"
#include "auth/sign_in.h"
#include "auth/simulated_user.h"

namespace postern::auth {
namespace {

Error refuse_unknown(Services& services, const AuthRequest& request, std::string_view password) {
  if (auto fired = fire_pre_authentication(services, request, nullptr); !fired.ok()) {
    return std::move(fired).error();
  }
  if (!request.client->hides_user_existence) return unknown_user(*request.client);
  // Checked like a real user's, lockout included: neither words nor time tell the difference.
  const domain::User nobody = simulated_user(services, *request.pool, request.get("USERNAME"));
  const Status refused = services.credentials.check(*request.pool, nobody, password);
  return refused.ok() ? wrong_password() : refused.error();
}

// What is stored of the password in an older way is made anew while it is at hand.
Result<std::optional<PasswordRecord>> renewed(Services& services, const AuthRequest& request,
                                              const domain::User& user, std::string_view password) {
  if (!services.credentials.wants_renewal(*request.pool, user))
    return std::optional<PasswordRecord>();
  POSTERN_TRY(auto record, services.credentials.derive(*request.pool, user.username, password));
  return std::optional<PasswordRecord>(std::move(record));
}

Result<Json> finish(Services& services, const AuthRequest& request, domain::User user,
                    std::string_view password) {
  POSTERN_TRY(auto record, renewed(services, request, user, password));
  const std::string proven_hash = user.password_hash;
  return complete_sign_in(
      services, {.pool = request.pool,
                 .client = request.client,
                 .user = std::move(user),
                 .trigger_source = "TokenGeneration_Authentication",
                 // Cognito shows InitiateAuth's to PreAuthentication and UserMigration only.
                 .client_metadata = Json::object(),
                 .effect = [&](domain::Txn&, domain::User& stored) -> Status {
                   // The password may have been changed while it was being checked (T08).
                   if (stored.password_hash != proven_hash) return wrong_password();
                   if (record) {
                     stored.password_hash = record->hash;
                     stored.srp_salt = record->srp_salt;
                     stored.srp_verifier = record->srp_verifier;
                   }
                   return ok();
                 },
                 .changes_user = record.has_value()});
}

}  // namespace

Result<Json> start_password(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view login, request.require("USERNAME"));
  POSTERN_TRY(const std::string_view password, request.require("PASSWORD"));
  POSTERN_TRY(auto user, lookup_user(services, *request.pool, login));
  if (!user) {
    POSTERN_TRY(user, migrate_at_sign_in(services, request, login, password));
  }
  if (!user) return refuse_unknown(services, request, password);
  POSTERN_CHECK(fire_pre_authentication(services, request, &*user));
  POSTERN_CHECK(check_may_try(*request.client, *user));
  POSTERN_CHECK(services.credentials.check(*request.pool, *user, password));
  POSTERN_CHECK(check_may_sign_in(*user));
  if (user->status == domain::UserStatus::force_change_password) {
    return ask_new_password(services, request, *user);
  }
  return finish(services, request, std::move(*user), password);
}

}  // namespace postern::auth
