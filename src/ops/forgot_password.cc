// ForgotPassword: sends a code with which the user may set a new password.
#include "auth/lookup.h"
#include "auth/migration.h"
#include "auth/simulated_user.h"
#include "auth/verification.h"
#include "domain/quota.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Status check_state(const domain::User& user) {
  if (!user.enabled) return not_authorized("User is disabled.");
  if (user.status == domain::UserStatus::force_change_password ||
      user.status == domain::UserStatus::external_provider) {
    return not_authorized("User password cannot be reset in the current state.");
  }
  return ok();
}

// Where the code goes, or why the user cannot be sent one.
Result<auth::Channel> channel_of(Context& context, const domain::Pool& pool,
                                 const std::optional<domain::User>& user) {
  if (!user) return unknown_username();
  POSTERN_CHECK(check_state(*user));
  POSTERN_TRY(auto channel, auth::recovery_channel(context.services, pool, *user));
  if (channel) return std::move(*channel);
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

Status count_call(Context& context, const domain::Pool& pool, const domain::User& user) {
  return context.store().transact([&](domain::Txn& txn) {
    return domain::use_quota(txn, pool.id, user.sub, domain::kForgotPasswordQuota,
                             context.store().now_us());
  });
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, proven_client_of(context, request));
  const domain::Pool& pool = *target.pool;
  const std::string_view login = request.get_string("Username");
  // So whoever asks: the answer tells nothing about who exists.
  if (auth::recovery_is_by_admin_only(pool)) {
    return not_authorized("Contact administrator to reset password.");
  }
  POSTERN_TRY(auto user, find_or_migrate(context, target, request));
  const auto channel = channel_of(context, pool, user);
  if (!channel.ok() && channel.error().errc != Errc::rejected) return channel.error();
  const bool simulated = !channel.ok() && target.client->hides_user_existence;
  if (!channel.ok() && !simulated) return channel.error();
  // Names nobody has are limited as well, or the limit would tell them apart (R07).
  if (!user) user = auth::simulated_user(context.services, pool, login);
  POSTERN_CHECK(count_call(context, pool, *user));
  Json details;
  if (simulated) {
    details = auth::simulated_delivery(context.services, pool, login,
                                       auth::simulated_recovery_attribute(pool, login));
  } else {
    POSTERN_TRY(details, auth::make_and_send_code(context.services,
                                                  {pool, target.client->id, *user, "ForgotPassword",
                                                   client_metadata(request)},
                                                  domain::CodePurpose::forgot_password, *channel));
  }
  return Json::object().set("CodeDeliveryDetails", std::move(details));
}

}  // namespace

const Operation kForgotPassword{"ForgotPassword", handle};

}  // namespace postern::ops
