// ConfirmForgotPassword: a new password, proven by the code that was sent.
#include "auth/credentials.h"
#include "auth/lookup.h"
#include "domain/codes.h"
#include "domain/lockout.h"
#include "domain/quota.h"
#include "ops/post_confirmation.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

// The code, the password and the end of what came before stand or fall together: someone who got in
// earlier is out once the owner is back (F04, R10).
storage::Outcome<domain::User> reset(domain::Txn& txn, Context& context, const domain::Pool& pool,
                                     std::string_view sub, const Json& request,
                                     const auth::PasswordRecord& password) {
  const std::int64_t now_us = context.store().now_us();
  POSTERN_TRY(auto before, domain::find_user_by_sub(txn, pool, sub));
  if (!before) return unknown_username();
  if (!before->enabled) return not_authorized("User is disabled.");
  POSTERN_CHECK(domain::use_quota(txn, pool.id, sub, domain::kForgotPasswordQuota, now_us));
  POSTERN_TRY(const auto check,
              domain::check_code(txn, pool.id, sub, domain::CodePurpose::forgot_password,
                                 request.get_string("ConfirmationCode"), now_us));
  if (check.outcome != domain::CodeCheck::Outcome::right) {
    return storage::commit_then_refuse(domain::code_error(check.outcome));
  }
  domain::User after(*before);
  auth::Credentials::apply(pool, after, password);
  after.status = domain::UserStatus::confirmed;
  after.pending.clear();
  POSTERN_CHECK(sign_out_everywhere(txn, pool, after, now_us));
  POSTERN_CHECK(domain::clear_failures(txn, pool.id, sub));
  POSTERN_CHECK(domain::update_user(txn, pool, *before, after, now_us, false));
  return after;
}

// A client that hides who exists hears one thing for a wrong code, an old one, none asked for, and a
// user who is not there or disabled.
Error as_told(const domain::Client& client, Error error) {
  const bool tells = error.code == "UserNotFoundException" ||
                     error.code == "ExpiredCodeException" ||
                     error.code == "NotAuthorizedException";
  if (!client.hides_user_existence || !tells) return error;
  return domain::code_error(domain::CodeCheck::Outcome::wrong);
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, proven_client_of(context, request));
  const domain::Pool& pool = *target.pool;
  POSTERN_TRY(const auto user,
              auth::lookup_user(context.services, pool, request.get_string("Username")));
  auth::Credentials& credentials = context.services.credentials;
  const std::string_view password = request.get_string("Password");
  POSTERN_CHECK(credentials.check_new(pool, user ? &*user : nullptr, password));
  if (!user) {
    // The work of a real one, so that neither words nor time tell (R07).
    POSTERN_CHECK(credentials.spend(password));
    return as_told(*target.client, unknown_username());
  }
  POSTERN_TRY(const auto record, credentials.derive(pool, user->username, password));
  const auto changed = context.store().transact([&](domain::Txn& txn) {
    return reset(txn, context, pool, user->sub, request, record);
  });
  if (!changed.ok()) return as_told(*target.client, changed.error());
  POSTERN_CHECK(fire_post_confirmation(context, pool, target.client->id, *changed,
                                       "PostConfirmation_ConfirmForgotPassword",
                                       client_metadata(request)));
  return Json::object();
}

}  // namespace

const Operation kConfirmForgotPassword{"ConfirmForgotPassword", handle};

}  // namespace postern::ops
