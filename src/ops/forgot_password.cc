// ForgotPassword: sends a code with which the user may set a new password.
#include "auth/lookup.h"
#include "auth/migration.h"
#include "auth/verification.h"
#include "domain/quota.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

// What the user's state says; a client that hides who exists hides it, too.
Status check_state(const domain::Pool& pool, const domain::User& user) {
  if (auth::recovery_is_by_admin_only(pool)) {
    return not_authorized("Contact administrator to reset password.");
  }
  if (!user.enabled) return not_authorized("User is disabled.");
  if (user.status == domain::UserStatus::force_change_password ||
      user.status == domain::UserStatus::external_provider) {
    return not_authorized("User password cannot be reset in the current state.");
  }
  return ok();
}

Error no_channel() {
  return invalid_parameter(
      "Cannot reset password for the user as there is no registered/verified email or "
      "phone_number");
}

Result<std::optional<domain::User>> find_or_migrate(Context& context,
                                                    const domain::PoolAndClient& target,
                                                    const Json& request) {
  const std::string_view login = request.get_string("Username");
  POSTERN_TRY(auto user, auth::lookup_user(context.services, *target.pool, login));
  if (user) return user;
  return auth::migrate_at_forgot_password(context.services, target, login,
                                          client_metadata(request));
}

// Counts the call, and makes and sends the code.
Result<Json> send(Context& context, const domain::PoolAndClient& target, const domain::User& user,
                  const auth::Channel& channel, const Json& request) {
  POSTERN_CHECK(context.store().transact([&](domain::Txn& txn) {
    return domain::use_quota(txn, target.pool->id, user.sub, domain::kForgotPasswordQuota,
                             context.store().now_us());
  }));
  return auth::make_and_send_code(context.services,
                                  {*target.pool, target.client->id, user, "ForgotPassword",
                                   client_metadata(request)},
                                  domain::CodePurpose::forgot_password, channel);
}

Result<Json> deliver(Context& context, const domain::PoolAndClient& target, const Json& request) {
  POSTERN_TRY(const auto user, find_or_migrate(context, target, request));
  if (!user) return unknown_username();
  POSTERN_CHECK(check_state(*target.pool, *user));
  const auto channel = auth::recovery_channel(*target.pool, *user);
  if (!channel) return no_channel();
  return send(context, target, *user, *channel, request);
}

// Refusals that would tell whether the user exists and in what state.
bool tells_about_user(const Error& error) {
  return error.code == "UserNotFoundException" || error.code == "NotAuthorizedException" ||
         error.code == "InvalidParameterException";
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, proven_client_of(context, request));
  auto details = deliver(context, target, request);
  if (!details.ok()) {
    if (!target.client->hides_user_existence || !tells_about_user(details.error())) {
      return std::move(details).error();
    }
    details = auth::simulated_delivery(context.services, *target.pool,
                                       request.get_string("Username"));
  }
  return Json::object().set("CodeDeliveryDetails", std::move(details).value());
}

}  // namespace

const Operation kForgotPassword{"ForgotPassword", handle};

}  // namespace postern::ops
