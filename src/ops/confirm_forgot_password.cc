// ConfirmForgotPassword: a new password, proven by the code that was sent.
#include "auth/credentials.h"
#include "auth/lookup.h"
#include "auth/simulated_user.h"
#include "auth/threat_protection.h"
#include "domain/codes.h"
#include "domain/lockout.h"
#include "domain/quota.h"
#include "domain/sessions.h"
#include "ops/post_confirmation.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

constexpr auto kPurpose = domain::CodePurpose::forgot_password;

// Counts the call, also one that is refused.
Status count_call(Context& context, const domain::Pool& pool, const domain::User& user) {
  return context.store().transact([&](domain::Txn& txn) {
    return domain::use_quota(txn, pool.id, user.sub, domain::kForgotPasswordQuota,
                             context.store().now_us());
  });
}

// Whether the password was used before is told only to who has the code: to anyone else the answer
// would be a way to guess at passwords, past the lockout.
Status check_history(Context& context, const domain::Pool& pool, const domain::User& user,
                     const Json& request) {
  POSTERN_TRY(const bool has_code, context.store().read([&](domain::Txn& txn) {
    return domain::is_right_code(txn, pool.id, user.sub, kPurpose,
                                 request.get_string("ConfirmationCode"), context.store().now_us());
  }));
  if (!has_code) return ok();
  return context.services.credentials.check_new(pool, &user, request.get_string("Password"));
}

// An address that was changed since does not speak for the user any more (R11).
bool is_still_theirs(const domain::User& user, const domain::CodeTarget& proven) {
  return domain::is_verified(user.attributes, proven.attribute) &&
         domain::attribute_or(user.attributes, proven.attribute) == proven.value;
}

// The code, the password and the end of what came before stand or fall together: someone who got in
// earlier is out once the owner is back (F04, R10).
storage::Outcome<domain::User> reset(domain::Txn& txn, Context& context, const domain::Pool& pool,
                                     std::string_view sub, const Json& request,
                                     const auth::PasswordRecord& password) {
  const std::int64_t now_us = context.store().now_us();
  POSTERN_TRY(auto before, domain::find_user_by_sub(txn, pool, sub));
  if (!before) return unknown_username();
  if (!before->enabled) return not_authorized("User is disabled.");
  POSTERN_TRY(const auto check, domain::check_code(txn, pool.id, sub, kPurpose,
                                                   request.get_string("ConfirmationCode"), now_us));
  if (check.outcome != domain::CodeCheck::Outcome::right) {
    return storage::commit_then_refuse(domain::code_error(check.outcome));
  }
  if (!is_still_theirs(*before, check.target)) {
    return storage::commit_then_refuse(domain::code_error(domain::CodeCheck::Outcome::expired));
  }
  domain::User after(*before);
  auth::Credentials::apply(pool, after, password);
  after.status = domain::UserStatus::confirmed;
  after.pending.clear();
  POSTERN_CHECK(domain::revoke_all_sessions(txn, pool.id, after.sub));
  POSTERN_CHECK(domain::clear_all_failures(txn, pool.id, sub));
  POSTERN_CHECK(domain::update_user(txn, pool, *before, after, now_us, false));
  return after;
}

// A client that hides who exists hears one thing for a wrong code, an old one, none asked for, and
// a user who is not there or disabled.
Error as_told(const domain::Client& client, Error error) {
  const bool tells = error.code == "UserNotFoundException" ||
                     error.code == "ExpiredCodeException" || error.code == "NotAuthorizedException";
  if (!client.hides_user_existence || !tells) return error;
  return domain::code_error(domain::CodeCheck::Outcome::wrong);
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, proven_client_of(context, request));
  const domain::Pool& pool = *target.pool;
  const std::string_view login = request.get_string("Username");
  const std::string_view password = request.get_string("Password");
  auth::Credentials& credentials = context.services.credentials;
  POSTERN_TRY(const auto found, auth::lookup_user(context.services, pool, login));
  POSTERN_CHECK(credentials.check_new(pool, nullptr, password));
  POSTERN_CHECK(auth::check_uncompromised(context.services, {.pool = pool,
                                                             .client_id = target.client->id,
                                                             .username = login,
                                                             .password = password,
                                                             .use = domain::PasswordUse::change}));
  if (!found && !target.client->hides_user_existence) return unknown_username();
  // For a name nobody has all the work is done as well, so that neither words nor time tell (R07).
  const domain::User user = found ? *found : auth::simulated_user(context.services, pool, login);
  POSTERN_CHECK(count_call(context, pool, user));
  POSTERN_CHECK(check_history(context, pool, user, request));
  POSTERN_TRY(const auto record, credentials.derive(pool, user.username, password));
  const auto changed = context.store().transact(
      [&](domain::Txn& txn) { return reset(txn, context, pool, user.sub, request, record); });
  if (!changed.ok()) return as_told(*target.client, changed.error());
  POSTERN_CHECK(fire_post_confirmation(context, pool, target.client->id, *changed,
                                       "PostConfirmation_ConfirmForgotPassword",
                                       client_metadata(request)));
  return Json::object();
}

}  // namespace

const Operation kConfirmForgotPassword{"ConfirmForgotPassword", handle};

}  // namespace postern::ops
