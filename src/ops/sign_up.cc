// SignUp: a user registers themselves.
#include "auth/credentials.h"
#include "auth/new_user.h"
#include "auth/sign_up_session.h"
#include "auth/threat_protection.h"
#include "auth/verification.h"
#include "domain/sign_in_policy.h"
#include "domain/username.h"
#include "ops/post_confirmation.h"
#include "ops/pre_sign_up.h"
#include "ops/registry.h"
#include "ops/request.h"

namespace postern::ops {
namespace {

struct SignUp {
  domain::PoolAndClient target;
  domain::User user;
  std::optional<auth::Channel> channel;  // Where a code goes; none when confirmed already.
};

Status check_allowed(const domain::Pool& pool) {
  if (!pool.admin_create_only) return ok();
  return not_authorized("SignUp is not permitted for this user pool");
}

// That alias is earned by being confirmed. In the words of aws-amplify/amplify-js#1669.
Status check_preferred_username(const domain::Pool& pool, const domain::User& user) {
  if (!pool.alias_attributes.preferred_username ||
      domain::attribute_or(user.attributes, "preferred_username").empty()) {
    return ok();
  }
  return invalid_parameter(
      "Preferred username cannot be provided for unconfirmed account, since user pool is "
      "configured for preferred username alias.");
}

// Whatever does not need the host: shape of the name, the password, the attributes.
Result<domain::User> make_user(Context& context, const domain::PoolAndClient& target,
                               const Json& request) {
  const std::string_view username = request.get_string("Username");
  POSTERN_CHECK(domain::check_new_username(*target.pool, username));
  POSTERN_TRY(const auto writes, domain::parse_attributes(request.find("UserAttributes")));
  POSTERN_CHECK(domain::check_writes(*target.pool, target.client.get(), domain::Writer::user,
                                     /*creating=*/true, writes));
  domain::User user = auth::make_user(context.services, *target.pool, username, writes);
  POSTERN_CHECK(domain::check_required(*target.pool, user.attributes));
  POSTERN_CHECK(check_preferred_username(*target.pool, user));
  const std::string_view password = request.get_string("Password");
  // Only a pool that signs in with one-time codes can let a user in without one.
  if (password.empty() && domain::first_factors(*target.pool).sends_codes()) {
    POSTERN_CHECK(auth::check_passwordless(*target.pool, user));
    return user;
  }
  POSTERN_CHECK(context.services.credentials.check_new(*target.pool, nullptr, password));
  return user;
}

Status check_uncompromised(Context& context, const domain::PoolAndClient& target,
                           const Json& request) {
  const std::string_view password = request.get_string("Password");
  if (password.empty()) return ok();
  return auth::check_uncompromised(context.services, {.pool = *target.pool,
                                                      .client_id = target.client->id,
                                                      .username = request.get_string("Username"),
                                                      .password = password,
                                                      .use = domain::PasswordUse::sign_up});
}

Status set_password(Context& context, const domain::Pool& pool, domain::User& user,
                    std::string_view password) {
  if (password.empty()) return ok();
  POSTERN_TRY(auto record, context.services.credentials.derive(pool, user.username, password));
  auth::Credentials::apply(pool, user, std::move(record));
  return ok();
}

// A name that is taken is told before the host is bothered and the password hashed; the insertion
// checks again.
Status check_free(Context& context, const domain::Pool& pool, const domain::User& user) {
  return context.store().read([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(auto taken, domain::find_user(txn, pool, user.username));
    if (taken) return reject("UsernameExistsException", "User already exists");
    return ok();
  });
}

// An address that the host's function verified belongs to the new user from now on.
Status insert(domain::Txn& txn, const domain::Pool& pool, const domain::User& user) {
  constexpr std::string_view kTaken = "User already exists";
  const bool verified = domain::is_verified(user.attributes, "email") ||
                        domain::is_verified(user.attributes, "phone_number");
  return verified ? auth::insert_taking_aliases(txn, pool, user, kTaken)
                  : domain::insert_user(txn, pool, user, kTaken);
}

Result<std::optional<auth::PendingCode>> store_user(Context& context, const SignUp& sign_up) {
  auto& store = context.store();
  return store.transact([&](domain::Txn& txn) -> Result<std::optional<auth::PendingCode>> {
    POSTERN_TRY(auto pool, domain::load_pool(txn, sign_up.target.pool->id));
    POSTERN_CHECK(insert(txn, *pool, sign_up.user));
    if (!sign_up.channel) return std::optional<auth::PendingCode>();
    auth::PendingCode pending{*sign_up.channel, {}};
    POSTERN_TRY(pending.code,
                domain::make_code(txn, pool->id, sign_up.user.sub, domain::CodePurpose::sign_up,
                                  *sign_up.channel, store.now_us(), store.random()));
    return std::optional(std::move(pending));
  });
}

Result<Json> announce(Context& context, const SignUp& sign_up,
                      const std::optional<auth::PendingCode>& pending, const Json& request) {
  Json metadata = client_metadata(request);
  const bool confirmed = sign_up.user.status == domain::UserStatus::confirmed;
  Json response = Json::object();
  response.set("UserConfirmed", confirmed).set("UserSub", sign_up.user.sub);
  const std::string session =
      confirmed ? std::string()
                : auth::sign_up_session(context.services, {sign_up.target, sign_up.user,
                                                           request.get_string("Username")});
  if (!session.empty()) response.set("Session", session);
  if (pending) {
    const auth::CodeMessage message{*sign_up.target.pool, sign_up.target.client->id, sign_up.user,
                                    "SignUp", metadata};
    POSTERN_TRY(auto details, auth::send_code(context.services, message, *pending));
    response.set("CodeDeliveryDetails", std::move(details));
  }
  if (confirmed) {
    POSTERN_CHECK(fire_post_confirmation(context, *sign_up.target.pool, sign_up.target.client->id,
                                         sign_up.user, "PostConfirmation_ConfirmSignUp",
                                         std::move(metadata)));
  }
  return response;
}

Result<Json> handle(Context& context, const Json& request) {
  SignUp sign_up;
  POSTERN_TRY(sign_up.target, proven_client_of(context, request));
  const domain::Pool& pool = *sign_up.target.pool;
  POSTERN_CHECK(check_allowed(pool));
  POSTERN_TRY(sign_up.user, make_user(context, sign_up.target, request));
  POSTERN_CHECK(check_uncompromised(context, sign_up.target, request));
  POSTERN_CHECK(check_free(context, pool, sign_up.user));
  POSTERN_CHECK(fire_pre_sign_up(context, pool, sign_up.target.client->id, "PreSignUp_SignUp",
                                 request, sign_up.user));
  POSTERN_CHECK(set_password(context, pool, sign_up.user, request.get_string("Password")));
  if (sign_up.user.status == domain::UserStatus::unconfirmed) {
    sign_up.channel = auth::sign_up_channel(pool, sign_up.user);
  }
  POSTERN_TRY(const auto pending, store_user(context, sign_up));
  return announce(context, sign_up, pending, request);
}

}  // namespace

const Operation kSignUp{"SignUp", handle};

}  // namespace postern::ops
