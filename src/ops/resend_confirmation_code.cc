// ResendConfirmationCode: another code for a user who has not confirmed yet.
#include "auth/lookup.h"
#include "auth/verification.h"
#include "domain/quota.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

Status count_call(Context& context, const domain::Pool& pool, const domain::User& user) {
  return context.store().transact([&](domain::Txn& txn) {
    return domain::use_quota(txn, pool.id, user.sub, domain::kResendQuota,
                             context.store().now_us());
  });
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, proven_client_of(context, request));
  const std::string_view login = request.get_string("Username");
  POSTERN_TRY(const auto user, auth::lookup_user(context.services, *target.pool, login));
  if (!user) {
    if (!target.client->hides_user_existence) return unknown_username();
    return Json::object().set("CodeDeliveryDetails",
                              auth::simulated_delivery(context.services, *target.pool, login));
  }
  if (user->status != domain::UserStatus::unconfirmed) {
    return invalid_parameter("User is already confirmed.");
  }
  const auto channel = auth::sign_up_channel(*target.pool, *user);
  if (!channel) {
    return invalid_parameter("Cannot resend codes. Auto verification not turned on.");
  }
  POSTERN_CHECK(count_call(context, *target.pool, *user));
  POSTERN_TRY(auto details,
              auth::make_and_send_code(context.services,
                                       {*target.pool, target.client->id, *user, "ResendCode",
                                        client_metadata(request)},
                                       domain::CodePurpose::sign_up, *channel));
  return Json::object().set("CodeDeliveryDetails", std::move(details));
}

}  // namespace

const Operation kResendConfirmationCode{"ResendConfirmationCode", handle};

}  // namespace postern::ops
