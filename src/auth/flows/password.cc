// USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: the password itself, with migration of new
// users.
#include "auth/credentials.h"
#include "auth/flows/flows.h"
#include "auth/lookup.h"
#include "auth/migration.h"
#include "auth/threat_protection.h"

namespace postern::auth {
namespace {

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

Result<Json> finish(Services& services, const AuthRequest& request, Attempt attempt,
                    std::string_view password) {
  domain::User& user = attempt.subject.user;
  POSTERN_TRY(const auto record, renewed(services, request, user, password));
  if (!record) return advance_attempt(services, request, std::move(attempt), Factor::password);
  const std::string proven_hash = user.password_hash;
  put_record(user, *record);
  const auto keep_renewed = [&](domain::Txn&, domain::User& stored) -> Status {
    // The password may have been changed while it was being checked (T08).
    if (stored.password_hash != proven_hash) return wrong_password();
    put_record(stored, *record);
    return ok();
  };
  return advance_attempt(services, request, std::move(attempt), Factor::password, keep_renewed,
                         /*changes_user=*/true);
}

// A right password that others know as well is no proof any more: the user has to replace it.
Status check_compromised(Services& services, const AuthRequest& request, const domain::User& user,
                         std::string_view password) {
  POSTERN_TRY(const auto verdict, judge_password(services, {.pool = *request.pool,
                                                            .client_id = request.client->id,
                                                            .username = user.username,
                                                            .password = password,
                                                            .use = domain::PasswordUse::sign_in}));
  if (verdict.compromised && request.note != nullptr) request.note->compromised = true;
  if (!verdict.refuse) return ok();
  POSTERN_CHECK(services.store.transact([&](domain::Txn& txn) -> storage::Outcome<Unit> {
    POSTERN_TRY(auto before, domain::find_user_by_sub(txn, *request.pool, user.sub));
    if (!before) return wrong_password();
    domain::User after(*before);
    after.status = domain::UserStatus::reset_required;
    POSTERN_CHECK(domain::update_user(txn, *request.pool, *before, after, services.store.now_us(),
                                      /*take_aliases=*/false));
    return storage::commit_then_refuse(
        reject("PasswordResetRequiredException", "Password reset required for the user"));
  }));
  return ok();
}

}  // namespace

Result<Json> check_password(Services& services, const AuthRequest& request, Attempt attempt,
                            std::string_view password) {
  const Subject& subject = attempt.subject;
  if (subject.is_real) POSTERN_CHECK(check_may_try(*request.client, subject.user));
  // A simulated user is checked like a real one, lockout included: neither words nor time tell the
  // difference.
  POSTERN_CHECK(
      services.credentials.check({*request.pool, subject.user, request.place.source}, password));
  if (!subject.is_real) return wrong_password();
  POSTERN_CHECK(check_compromised(services, request, subject.user, password));
  return finish(services, request, std::move(attempt), password);
}

Result<Json> start_password(Services& services, const AuthRequest& request) {
  POSTERN_TRY(const std::string_view login, request.require("USERNAME"));
  POSTERN_TRY(const std::string_view password, request.require("PASSWORD"));
  POSTERN_TRY(auto user, lookup_user(services, *request.pool, login));
  if (!user) {
    POSTERN_TRY(user, migrate_at_sign_in(services, request, login, password));
  }
  POSTERN_CHECK(fire_pre_authentication(services, request, user ? &*user : nullptr));
  POSTERN_TRY(Subject subject, subject_of_lookup(services, request, std::move(user), login));
  Progress progress = begin_progress(request, subject.user);
  // Cognito shows InitiateAuth's ClientMetadata to PreAuthentication and UserMigration only.
  return check_password(services, request, {std::move(subject), std::move(progress)}, password);
}

}  // namespace postern::auth
