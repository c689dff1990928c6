// UserMigration: users that the host knows from elsewhere, brought in when they first show up.
#include "auth/migration.h"

#include "auth/credentials.h"
#include "auth/new_user.h"
#include "domain/mfa.h"
#include "triggers/triggers.h"

namespace postern::auth {
namespace {

struct Migration {
  std::string_view source;
  const domain::Pool& pool;
  std::string_view client_id;
  std::string_view username;
  std::string_view password;  // Empty at ForgotPassword.
  const Json& client_metadata;
};

Result<std::optional<Json>> ask_host(Services& services, const Migration& migration) {
  if (!services.triggers.wanted(triggers::Kind::user_migration, migration.pool)) {
    return std::optional<Json>();
  }
  Json request = Json::object();
  request.set("password", migration.password.empty() ? Json() : Json(migration.password))
      .set("validationData", migration.client_metadata)
      .set("clientMetadata", migration.client_metadata);
  return services.triggers.fire({.kind = triggers::Kind::user_migration,
                                 .source = migration.source,
                                 .pool = migration.pool,
                                 .username = migration.username,
                                 .client_id = migration.client_id,
                                 .request = std::move(request),
                                 .response = Json::object()
                                                 .set("userAttributes", nullptr)
                                                 .set("forceAliasCreation", nullptr)
                                                 .set("finalUserStatus", nullptr)
                                                 .set("messageAction", nullptr)
                                                 .set("desiredDeliveryMediums", nullptr)
                                                 .set("enableSMSMFA", nullptr)});
}

Error unrecognizable() {
  return reject("InvalidLambdaResponseException", "Unrecognizable lambda output");
}

// Members that are not understood would be decisions that are not carried out.
Status check_types(const Json& response) {
  for (const char* name : {"forceAliasCreation", "enableSMSMFA"}) {
    const Json* value = response.find(name);
    if (value != nullptr && !value->is_null() && !value->is_bool()) return unrecognizable();
  }
  for (const char* name : {"finalUserStatus", "messageAction"}) {
    const Json* value = response.find(name);
    if (value != nullptr && !value->is_null() && !value->is_string()) return unrecognizable();
  }
  return ok();
}

// SMS as the second factor of a user who has a phone number.
Status enable_sms_mfa(domain::Txn& txn, const domain::Pool& pool, const domain::User& user) {
  if (domain::attribute_or(user.attributes, "phone_number").empty()) return ok();
  domain::Mfa mfa;
  domain::set_enabled(mfa, domain::MfaKind::sms, true);
  mfa.preferred = domain::MfaKind::sms;
  return domain::save_mfa(txn, pool.id, user.sub, mfa);
}

Status insert(domain::Txn& txn, const domain::Pool& pool, const domain::User& user,
              const Json& response) {
  constexpr std::string_view kTaken = "User already exists";
  POSTERN_CHECK(response.get_bool("forceAliasCreation")
                    ? insert_taking_aliases(txn, pool, user, kTaken)
                    : domain::insert_user(txn, pool, user, kTaken));
  return response.get_bool("enableSMSMFA") ? enable_sms_mfa(txn, pool, user) : ok();
}

Result<domain::UserStatus> final_status(const Json& response) {
  const std::string_view status = response.get_string("finalUserStatus", "RESET_REQUIRED");
  if (status == "CONFIRMED") return domain::UserStatus::confirmed;
  if (status == "RESET_REQUIRED") return domain::UserStatus::reset_required;
  return unrecognizable();
}

// The host's attributes, held to the schema like an administrator's; "username" and "sub" are
// fixed.
Result<std::vector<domain::AttributeWrite>> migrated_attributes(const domain::Pool& pool,
                                                                const Json& attributes) {
  std::vector<domain::AttributeWrite> writes;
  for (const JsonMember& member : attributes.as_object()) {
    if (!member.value.is_string()) return unrecognizable();
    if (member.key == "username" || member.key == "sub") continue;
    writes.push_back({member.key, member.value.as_string()});
  }
  POSTERN_CHECK(domain::check_writes(pool, nullptr, domain::Writer::administrator, true, writes));
  return writes;
}

Result<std::optional<domain::User>> migrate(Services& services, const Migration& migration) {
  POSTERN_TRY(auto response, ask_host(services, migration));
  const Json* attributes = response ? response->find("userAttributes") : nullptr;
  // An empty answer means that the host does not know the user either.
  if (attributes == nullptr || !attributes->is_object() || attributes->empty()) {
    return std::optional<domain::User>();
  }
  POSTERN_CHECK(check_types(*response));
  POSTERN_TRY(const domain::UserStatus status, final_status(*response));
  POSTERN_TRY(auto writes, migrated_attributes(migration.pool, *attributes));
  domain::User user = make_user(services, migration.pool, migration.username, writes);
  user.status = status;
  if (!migration.password.empty()) {
    POSTERN_TRY(auto record,
                services.credentials.derive(migration.pool, user.username, migration.password));
    Credentials::apply(migration.pool, user, std::move(record));
  }
  POSTERN_CHECK(services.store.transact(
      [&](domain::Txn& txn) -> Status { return insert(txn, migration.pool, user, *response); }));
  return std::optional<domain::User>(std::move(user));
}

}  // namespace

Result<std::optional<domain::User>> migrate_at_sign_in(Services& services,
                                                       const AuthRequest& request,
                                                       std::string_view username,
                                                       std::string_view password) {
  return migrate(services, {"UserMigration_Authentication", *request.pool, request.client->id,
                            username, password, request.client_metadata});
}

Result<std::optional<domain::User>> migrate_at_forgot_password(Services& services,
                                                               const domain::PoolAndClient& target,
                                                               std::string_view username,
                                                               const Json& client_metadata) {
  return migrate(services, {"UserMigration_ForgotPassword",
                            *target.pool,
                            target.client->id,
                            username,
                            {},
                            client_metadata});
}

}  // namespace postern::auth
