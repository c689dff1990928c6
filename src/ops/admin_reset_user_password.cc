// AdminResetUserPassword: the user must choose a new password, with a code that is sent now.
#include "auth/verification.h"
#include "domain/sessions.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Error no_channel() {
  return invalid_parameter(
      "Cannot reset password for the user as there is no registered/verified email or "
      "phone_number");
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, pool_and_user_of(context, request));
  // Worded so, without a period, by this operation alone.
  if (!target.user.enabled) return not_authorized("User is disabled");
  if (target.user.status == domain::UserStatus::force_change_password ||
      target.user.status == domain::UserStatus::external_provider) {
    return not_authorized("User password cannot be reset in the current state.");
  }
  POSTERN_TRY(const auto channel,
              auth::recovery_channel(context.services, *target.pool, target.user));
  if (!channel) return no_channel();
  POSTERN_CHECK(change_user(context, *target.pool, target.user.sub,
                            [&](domain::Txn& txn, domain::User& user) {
                              user.status = domain::UserStatus::reset_required;
                              return domain::revoke_all_sessions(txn, target.pool->id, user.sub);
                            }));
  POSTERN_CHECK(auth::make_and_send_code(
      context.services, {*target.pool, {}, target.user, "ForgotPassword", client_metadata(request)},
      domain::CodePurpose::forgot_password, *channel));
  return Json::object();
}

}  // namespace

const Operation kAdminResetUserPassword{"AdminResetUserPassword", handle};

}  // namespace postern::ops
