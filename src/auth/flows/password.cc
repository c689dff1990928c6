// USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: the password itself, with migration of new
// users.
#include "auth/credentials.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/migration.h"
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

void put_record(domain::User& user, const PasswordRecord& record) {
  user.password_hash = record.hash;
  user.srp_salt = record.srp_salt;
  user.srp_verifier = record.srp_verifier;
}

Result<Json> finish(Services& services, const AuthRequest& request, domain::User user,
                    std::string_view password) {
  POSTERN_TRY(auto record, renewed(services, request, user, password));
  Progress progress = begin_progress(request, user, Factor::password);
  const std::string proven_hash = user.password_hash;
  if (record) put_record(user, *record);
  // Cognito shows InitiateAuth's ClientMetadata to PreAuthentication and UserMigration only.
  Step step{.user = std::move(user), .progress = std::move(progress)};
  if (record) {
    step.changes_user = true;
    step.effect = [&](domain::Txn&, domain::User& stored) -> Status {
      // The password may have been changed while it was being checked (T08).
      if (stored.password_hash != proven_hash) return wrong_password();
      put_record(stored, *record);
      return ok();
    };
  }
  return advance(services, request, std::move(step));
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
  return finish(services, request, std::move(*user), password);
}

}  // namespace postern::auth
