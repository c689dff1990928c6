// Users as the public side of the API sees them.
#include "auth/lookup.h"

#include "auth/credentials.h"
#include "triggers/triggers.h"

namespace postern::auth {

Result<std::optional<domain::User>> lookup_user(Services& services, const domain::Pool& pool,
                                                std::string_view login) {
  return services.store.read([&](domain::Txn& txn) { return domain::find_user(txn, pool, login); });
}

Result<std::optional<domain::User>> lookup_sub(Services& services, const domain::Pool& pool,
                                               std::string_view sub) {
  return services.store.read(
      [&](domain::Txn& txn) { return domain::find_user_by_sub(txn, pool, sub); });
}

Error unknown_user(const domain::Client& client) {
  if (client.hides_user_existence) return wrong_password();
  return reject("UserNotFoundException", "User does not exist.");
}

Status check_may_sign_in(const domain::User& user) {
  POSTERN_CHECK(check_may_go_on(user));
  return user.status == domain::UserStatus::external_provider ? Status(wrong_password()) : ok();
}

Status check_may_go_on(const domain::User& user) {
  if (!user.enabled) return not_authorized("User is disabled.");
  switch (user.status) {
    case domain::UserStatus::unconfirmed:
      return reject("UserNotConfirmedException", "User is not confirmed.");
    case domain::UserStatus::reset_required:
      return reject("PasswordResetRequiredException", "Password reset required for the user");
    case domain::UserStatus::external_provider:
    case domain::UserStatus::confirmed:
    case domain::UserStatus::force_change_password:
      return ok();
  }
  return wrong_password();
}

Status check_may_try(const domain::Client& client, const domain::User& user) {
  return client.hides_user_existence ? ok() : check_may_sign_in(user);
}

Status fire_pre_authentication(Services& services, const AuthRequest& request,
                               const domain::User* user) {
  if (!services.triggers.wanted(triggers::Kind::pre_authentication, *request.pool)) return ok();
  if (user == nullptr && !request.client->hides_user_existence) return ok();
  Json event = Json::object();
  event.set("userAttributes",
            user == nullptr ? Json::object() : domain::attributes_for_event(*user, *request.pool));
  // Cognito hands InitiateAuth's ClientMetadata over under this name.
  event.set("validationData", request.client_metadata);
  if (request.client->hides_user_existence) event.set("userNotFound", user == nullptr);
  POSTERN_CHECK(services.triggers.fire(
      {.kind = triggers::Kind::pre_authentication,
       .source = "PreAuthentication_Authentication",
       .pool = *request.pool,
       .username = user == nullptr ? request.get("USERNAME") : std::string_view(user->username),
       .client_id = request.client->id,
       .request = std::move(event),
       .response = Json::object()}));
  return ok();
}

}  // namespace postern::auth
