// AdminCreateUser: an administrator adds a user, who must replace a temporary password.
#include <algorithm>

#include "auth/credentials.h"
#include "auth/new_user.h"
#include "auth/verification.h"
#include "domain/sign_in_policy.h"
#include "domain/username.h"
#include "ops/pre_sign_up.h"
#include "ops/registry.h"
#include "ops/request.h"
#include "ops/user_render.h"
#include "triggers/messenger.h"

namespace postern::ops {
namespace {

constexpr std::int64_t kDayUs = 86'400 * kMicrosPerSecond;

// A user who gets no temporary password signs in with codes from the start.
bool is_passwordless(const domain::Pool& pool, const Json& request) {
  return request.get_string("TemporaryPassword").empty() &&
         domain::first_factors(pool).sends_codes();
}

// The temporary password: given and checked, or generated.
Result<Secret> temporary_password(Context& context, const domain::Pool& pool, const Json& request) {
  const std::string_view given = request.get_string("TemporaryPassword");
  if (given.empty()) {
    return domain::generate_password(pool.password_policy, context.store().random());
  }
  POSTERN_CHECK(context.services.credentials.check_new(pool, nullptr, given, "password policy"));
  return Secret(given);
}

Status set_temporary_password(Context& context, const domain::Pool& pool, domain::User& user,
                              std::string_view password) {
  POSTERN_TRY(auto record, context.services.credentials.derive(pool, user.username, password));
  auth::Credentials::apply(pool, user, std::move(record));
  user.status = domain::UserStatus::force_change_password;
  user.password_expires_us = context.store().now_us() + pool.temporary_password_days * kDayUs;
  return ok();
}

// What is not asked for goes by SMS, the API's default, or by e-mail to who has no phone number.
bool wants_medium(const Json& request, const domain::User& user, std::string_view medium) {
  const Json* mediums = request.find("DesiredDeliveryMediums");
  if (mediums == nullptr || mediums->empty()) {
    const bool has_phone = !domain::attribute_or(user.attributes, "phone_number").empty();
    return medium == (has_phone ? "SMS" : "EMAIL");
  }
  for (const Json& item : mediums->as_array()) {
    if (item.as_string() == medium) return true;
  }
  return false;
}

Status invite(Context& context, const domain::Pool& pool, const domain::User& user,
              std::string_view password, std::string_view attribute, const Json& request) {
  const std::string_view address = domain::attribute_or(user.attributes, attribute);
  if (address.empty()) return ok();
  return context.services.messenger.send({.source = "AdminCreateUser",
                                          .pool = pool,
                                          .user = user,
                                          .client_id = {},
                                          .attribute = attribute,
                                          .destination = address,
                                          .secret = password,
                                          .text = triggers::Template::invitation,
                                          .client_metadata = client_metadata(request)});
}

Status invite_everywhere(Context& context, const domain::Pool& pool, const domain::User& user,
                         std::string_view password, const Json& request) {
  if (request.get_string("MessageAction") == "SUPPRESS") return ok();
  if (wants_medium(request, user, "SMS")) {
    POSTERN_CHECK(invite(context, pool, user, password, "phone_number", request));
  }
  if (!wants_medium(request, user, "EMAIL")) return ok();
  return invite(context, pool, user, password, "email", request);
}

Status check_awaits_first_sign_in(const domain::User& user) {
  if (user.status == domain::UserStatus::force_change_password) return ok();
  return reject("UnsupportedUserStateException",
                "Resend not possible. User " + user.username + " is in state " +
                    std::string(domain::status_name(user.status)) + ".");
}

// MessageAction=RESEND: a new temporary password for a user who never used the first.
Result<Json> resend(Context& context, const domain::Pool& pool, const Json& request) {
  POSTERN_TRY(auto user, context.store().read([&](domain::Txn& txn) {
    return domain::require_user(txn, pool, request.get_string("Username"));
  }));
  POSTERN_CHECK(check_awaits_first_sign_in(user));
  POSTERN_TRY(const Secret password, temporary_password(context, pool, request));
  POSTERN_CHECK(set_temporary_password(context, pool, user, password.view()));
  POSTERN_CHECK(
      change_user(context, pool, user.sub, [&](domain::Txn&, domain::User& stored) -> Status {
        // The user may have chosen a password meanwhile (T08).
        POSTERN_CHECK(check_awaits_first_sign_in(stored));
        stored.password_hash = user.password_hash;
        stored.srp_salt = user.srp_salt;
        stored.srp_verifier = user.srp_verifier;
        stored.password_expires_us = user.password_expires_us;
        return ok();
      }));
  POSTERN_CHECK(invite_everywhere(context, pool, user, password.view(), request));
  return Json::object().set("User", user_type(pool, user));
}

Result<domain::User> make_user(Context& context, const domain::Pool& pool, const Json& request) {
  const std::string_view username = request.get_string("Username");
  POSTERN_CHECK(domain::check_new_username(pool, username));
  POSTERN_TRY(const auto writes, domain::parse_attributes(request.find("UserAttributes")));
  POSTERN_CHECK(domain::check_writes(pool, nullptr, domain::Writer::administrator,
                                     /*creating=*/true, writes));
  domain::User user = auth::make_user(context.services, pool, username, writes);
  // Cognito says of such a user's address that it is verified, if so, but not that it is not.
  for (const char* flag : {"email_verified", "phone_number_verified"}) {
    const bool is_given = std::any_of(writes.begin(), writes.end(),
                                      [&](const auto& write) { return write.name == flag; });
    if (!is_given) domain::erase_attribute(user.attributes, flag);
  }
  return user;
}

// ForceAliasCreation: verified addresses given here are taken from whoever holds them.
Status insert(domain::Txn& txn, const domain::Pool& pool, const domain::User& user,
              const Json& request) {
  constexpr std::string_view kTaken = "User account already exists";
  return request.get_bool("ForceAliasCreation")
             ? auth::insert_taking_aliases(txn, pool, user, kTaken)
             : domain::insert_user(txn, pool, user, kTaken);
}

Status add_user(Context& context, const domain::Pool& pool, const Json& request,
                domain::User& user) {
  POSTERN_CHECK(fire_pre_sign_up(context, pool, {}, "PreSignUp_AdminCreateUser", request, user));
  return context.store().transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const auto present, domain::load_pool(txn, pool.id));
    return insert(txn, *present, user, request);
  });
}

Result<Json> handle(Context& context, const Json& request) {
  POSTERN_TRY(const auto pool, pool_of(context, request));
  if (request.get_string("MessageAction") == "RESEND") return resend(context, *pool, request);
  POSTERN_TRY(auto user, make_user(context, *pool, request));
  if (is_passwordless(*pool, request)) {
    // There is no password to tell, so there is no invitation.
    POSTERN_CHECK(auth::check_passwordless(*pool, user));
    user.status = domain::UserStatus::confirmed;
    POSTERN_CHECK(add_user(context, *pool, request, user));
    return Json::object().set("User", user_type(*pool, user));
  }
  POSTERN_TRY(const Secret password, temporary_password(context, *pool, request));
  POSTERN_CHECK(set_temporary_password(context, *pool, user, password.view()));
  POSTERN_CHECK(add_user(context, *pool, request, user));
  POSTERN_CHECK(invite_everywhere(context, *pool, user, password.view(), request));
  return Json::object().set("User", user_type(*pool, user));
}

}  // namespace

const Operation kAdminCreateUser{"AdminCreateUser", handle};

}  // namespace postern::ops
