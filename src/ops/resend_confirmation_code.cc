// ResendConfirmationCode: another code for a user who has not confirmed yet.
#include "auth/lookup.h"
#include "auth/simulated_user.h"
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

Error no_auto_verification() {
  return invalid_parameter("Cannot resend codes. Auto verification not turned on.");
}

// Where the code goes, or why there is none to send.
Result<auth::Channel> channel_of(const domain::Pool& pool,
                                 const std::optional<domain::User>& user) {
  if (!user) return unknown_username();
  if (user->status != domain::UserStatus::unconfirmed) {
    return invalid_parameter("User is already confirmed.");
  }
  auto channel = auth::sign_up_channel(pool, *user);
  if (channel) return std::move(*channel);
  return no_auto_verification();
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto target, proven_client_of(context, request));
  const domain::Pool& pool = *target.pool;
  const std::string_view login = request.get_string("Username");
  POSTERN_TRY(auto user, auth::lookup_user(context.services, pool, login));
  const auto channel = channel_of(pool, user);
  const bool simulated = !channel.ok() && target.client->hides_user_existence;
  if (!channel.ok() && !simulated) return channel.error();
  // The pool's own setting tells nothing about its users.
  if (!pool.auto_verified.any()) return no_auto_verification();
  // Names nobody has are limited as well, or the limit would tell them apart (R07).
  if (!user) user = auth::simulated_user(context.services, pool, login);
  POSTERN_CHECK(count_call(context, pool, *user));
  Json details;
  if (simulated) {
    details = auth::simulated_delivery(context.services, pool, login,
                                       auth::simulated_sign_up_attribute(pool, login));
  } else {
    POSTERN_TRY(details, auth::make_and_send_code(context.services,
                                                  {pool, target.client->id, *user, "ResendCode",
                                                   client_metadata(request)},
                                                  domain::CodePurpose::sign_up, *channel));
  }
  return Json::object().set("CodeDeliveryDetails", std::move(details));
}

}  // namespace

const Operation kResendConfirmationCode{"ResendConfirmationCode", handle};

}  // namespace postern::ops
