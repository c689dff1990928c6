// Making a user record.
#include "auth/new_user.h"

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

}  // namespace postern::auth
