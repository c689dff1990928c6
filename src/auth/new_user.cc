// Making a user record.
#include "auth/new_user.h"

#include "domain/sign_in_policy.h"
#include "domain/username.h"

namespace postern::auth {
namespace {

void add_unverified_flag(domain::User& user, std::string_view attribute) {
  const std::string flag = std::string(attribute) + "_verified";
  const bool has_value = domain::find_attribute(user.attributes, attribute) != nullptr;
  if (has_value && domain::find_attribute(user.attributes, flag) == nullptr) {
    domain::set_attribute(user.attributes, flag, "false");
  }
}

}  // namespace

domain::User make_user(Services& services, const domain::Pool& pool, std::string_view username,
                       const std::vector<domain::AttributeWrite>& attributes) {
  domain::User user;
  user.sub = domain::new_uuid(services.store.random());
  user.username = username;
  user.created_us = user.modified_us = services.store.now_us();
  for (const auto& [name, value] : attributes) {
    domain::set_attribute(user.attributes, name, value);
  }
  if (pool.username_attributes.any()) {
    const bool email = domain::looks_like_email(username);
    domain::set_attribute(user.attributes, email ? "email" : "phone_number", username);
    user.username = user.sub;
  }
  add_unverified_flag(user, "email");
  add_unverified_flag(user, "phone_number");
  return user;
}

Status insert_taking_aliases(domain::Txn& txn, const domain::Pool& pool, const domain::User& user,
                             std::string_view taken_text) {
  domain::User plain(user);
  for (const char* flag : {"email_verified", "phone_number_verified"}) {
    domain::erase_attribute(plain.attributes, flag);
  }
  POSTERN_CHECK(domain::insert_user(txn, pool, plain, taken_text));
  domain::User whole(user);
  return domain::update_user(txn, pool, plain, whole, user.modified_us, /*take_aliases=*/true);
}

Status check_passwordless(const domain::Pool& pool, const domain::User& user) {
  const domain::FirstFactors allowed = domain::first_factors(pool);
  const auto has = [&](std::string_view attribute) {
    return !domain::attribute_or(user.attributes, attribute).empty();
  };
  if ((allowed.email_otp && has("email")) || (allowed.sms_otp && has("phone_number"))) return ok();
  return invalid_parameter(
      "A user without a password needs an email or phone_number that can receive one-time codes.");
}

}  // namespace postern::auth
