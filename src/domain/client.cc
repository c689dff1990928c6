// App clients: settings interpreted, loaded and saved.
#include "domain/client.h"

#include <algorithm>

#include "domain/client_resources.h"
#include "domain/keyspace.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

constexpr std::size_t kClientIdLength = 26;
constexpr std::size_t kClientSecretLength = 51;  // Some 260 bits.

bool lists(const Json& list, std::string_view wanted) {
  if (!list.is_array()) return false;
  return std::any_of(list.as_array().begin(), list.as_array().end(),
                     [&](const Json& item) { return item.as_string() == wanted; });
}

// Without a list a client does what Cognito's defaults allow. Rotation takes the place of the
// refresh flow, which it is not compatible with.
AuthFlows default_flows(bool rotates) {
  return {.user_srp = true, .custom = true, .refresh_token = !rotates};
}

// The old names add to SRP and refresh, which every client had; CUSTOM_AUTH_FLOW_ONLY takes SRP
// away.
AuthFlows legacy_flows(const Json& list) {
  return {.user_srp = !lists(list, "CUSTOM_AUTH_FLOW_ONLY"),
          .user_password = lists(list, "USER_PASSWORD_AUTH"),
          .admin_user_password = lists(list, "ADMIN_NO_SRP_AUTH"),
          .custom = true,
          .refresh_token = true};
}

AuthFlows auth_flows(const Json& list, bool rotates) {
  if (list.empty()) return default_flows(rotates);
  if (!list.as_array().front().as_string().starts_with("ALLOW_")) return legacy_flows(list);
  return {.user_srp = lists(list, "ALLOW_USER_SRP_AUTH"),
          .user_password = lists(list, "ALLOW_USER_PASSWORD_AUTH"),
          .admin_user_password = lists(list, "ALLOW_ADMIN_USER_PASSWORD_AUTH"),
          .custom = lists(list, "ALLOW_CUSTOM_AUTH"),
          .refresh_token = lists(list, "ALLOW_REFRESH_TOKEN_AUTH"),
          .user_auth = lists(list, "ALLOW_USER_AUTH"),
          .client_token = lists(list, "ALLOW_CLIENT_TOKEN_AUTH")};
}

std::int64_t unit_s(std::string_view unit) {
  if (unit == "seconds") return 1;
  if (unit == "minutes") return 60;
  return unit == "hours" ? 3'600 : 86'400;
}

void interpret_lifetimes(Client& client) {
  const Json& settings = client.settings;
  const Json& units = member_or_empty(settings, "TokenValidityUnits");
  const auto lifetime_s = [&](std::string_view token, std::string_view default_unit,
                              std::int64_t fallback_s) {
    const std::int64_t validity = settings.get_int(std::string(token) + "Validity");
    return validity == 0 ? fallback_s : validity * unit_s(units.get_string(token, default_unit));
  };
  client.id_token_ttl_s = lifetime_s("IdToken", "hours", 3'600);
  client.access_token_ttl_s = lifetime_s("AccessToken", "hours", 3'600);
  client.refresh_token_ttl_s = lifetime_s("RefreshToken", "days", 30 * 86'400);
  client.auth_session_ttl_s = 60 * settings.get_int("AuthSessionValidity", 3);
}

void interpret(Client& client) {
  const Json& settings = client.settings;
  const Json& rotation = member_or_empty(settings, "RefreshTokenRotation");
  client.name = settings.get_string("ClientName");
  client.rotates_refresh_tokens = rotation.get_string("Feature") == "ENABLED";
  client.rotation_grace_s = rotation.get_int("RetryGracePeriodSeconds");
  client.flows =
      auth_flows(member_or_empty(settings, "ExplicitAuthFlows"), client.rotates_refresh_tokens);
  client.hides_user_existence = settings.get_string("PreventUserExistenceErrors") == "ENABLED";
  client.token_revocation = settings.get_bool("EnableTokenRevocation", true);
  interpret_lifetimes(client);
}

Error no_such_client(std::string_view client_id) {
  return reject("ResourceNotFoundException",
                "User pool client " + std::string(client_id) + " does not exist.");
}

Result<ClientPtr> decode(Txn& txn, std::string_view key, std::string_view sealed) {
  const std::string_view version = storage::Envelope::nonce_of(sealed);
  if (ClientPtr cached = txn.cache().clients.find(key, version)) return cached;
  POSTERN_TRY(const ClientRecord record, txn.open<ClientRecord>(key, sealed));
  POSTERN_TRY(Client client, make_client(record));
  auto decoded = std::make_shared<const Client>(std::move(client));
  txn.cache().clients.remember(key, version, decoded);
  return decoded;
}

}  // namespace

bool Client::may_read(const Pool& pool, std::string_view attribute) const {
  if (attribute == "sub") return true;
  const AttributeSpec* spec = pool.schema.find(attribute);
  if (spec == nullptr || spec->developer_only) return false;
  const Json* listed = settings.find("ReadAttributes");
  return listed == nullptr || lists(*listed, attribute);
}

bool Client::may_write(const Pool& pool, std::string_view attribute) const {
  if (!is_client_writable(pool, attribute)) return false;
  const Json* listed = settings.find("WriteAttributes");
  return listed == nullptr || lists(*listed, attribute);
}

Result<Client> make_client(const ClientRecord& record) {
  Client client;
  client.id = record.id;
  client.pool_id = record.pool_id;
  client.created_us = record.created_us;
  client.modified_us = record.modified_us;
  client.sso_session_minutes = record.sso_session_minutes;
  for (const auto& secret : record.secrets) client.secrets.push_back(*secret);
  POSTERN_TRY(client.settings, Json::parse(record.settings));
  interpret(client);
  return client;
}

ClientRecord to_record(const Client& client) {
  ClientRecord record;
  record.id = client.id;
  record.pool_id = client.pool_id;
  record.settings = client.settings.dump();
  record.created_us = client.created_us;
  record.modified_us = client.modified_us;
  record.sso_session_minutes = client.sso_session_minutes;
  for (const auto& secret : client.secrets) {
    record.secrets.push_back(std::make_unique<ClientSecret>(secret));
  }
  return record;
}

std::string new_client_id(Random& random) {
  return new_lower_alnum(random, kClientIdLength);
}

Result<ClientSecret> add_client_secret(Client& client, Random& random, std::string_view given,
                                       std::int64_t now_us) {
  if (client.secrets.size() >= kClientSecretsMax) {
    return reject("LimitExceededException", "A user pool client has at most two secrets.");
  }
  ClientSecret secret;
  secret.id = new_uuid(random);
  secret.value = given.empty() ? new_lower_alnum(random, kClientSecretLength) : std::string(given);
  secret.created_us = now_us;
  client.secrets.push_back(secret);
  return secret;
}

Status erase_client_secret(Client& client, std::string_view secret_id) {
  const auto found = std::find_if(client.secrets.begin(), client.secrets.end(),
                                  [&](const auto& secret) { return secret.id == secret_id; });
  if (found == client.secrets.end()) {
    return reject("ResourceNotFoundException", "Client secret does not exist.");
  }
  if (client.secrets.size() == 1) {
    return invalid_parameter("The only secret of a user pool client cannot be deleted.");
  }
  client.secrets.erase(found);
  return ok();
}

Result<ClientPtr> load_client(Txn& txn, std::string_view pool_id, std::string_view client_id) {
  const std::string key = keys::client(pool_id, client_id);
  POSTERN_TRY(const auto sealed, txn.raw().get(key));
  if (!sealed) return no_such_client(client_id);
  return decode(txn, key, *sealed);
}

Result<std::vector<ClientPtr>> list_clients(Txn& txn, std::string_view pool_id,
                                            std::string_view after, std::size_t limit) {
  const std::string after_key = after.empty() ? std::string() : keys::client(pool_id, after);
  POSTERN_TRY(const auto rows,
              txn.scan_prefix(keys::pool_data(pool_id, keys::kClient).take(), after_key, limit));
  std::vector<ClientPtr> clients;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(ClientPtr client, decode(txn, row.key, row.value));
    clients.push_back(std::move(client));
  }
  return clients;
}

Result<PoolAndClient> load_client_anywhere(Txn& txn, std::string_view client_id) {
  POSTERN_TRY(const auto owner, txn.get<Reference>(keys::client_pool(client_id)));
  if (!owner) return no_such_client(client_id);
  POSTERN_TRY(auto pool, load_pool(txn, owner->sub));
  POSTERN_TRY(auto client, load_client(txn, pool->id, client_id));
  return PoolAndClient{std::move(pool), std::move(client)};
}

Status save_client(Txn& txn, const Client& client) {
  Reference owner;
  owner.sub = client.pool_id;
  POSTERN_CHECK(txn.put(keys::client_pool(client.id), owner));
  return txn.put(keys::client(client.pool_id, client.id), to_record(client));
}

Status erase_client(Txn& txn, const Client& client) {
  POSTERN_CHECK(txn.erase(keys::client_pool(client.id)));
  POSTERN_CHECK(txn.erase(keys::client(client.pool_id, client.id)));
  POSTERN_CHECK(erase_client_resources(txn, client.pool_id, client.id));
  txn.revokes_all();
  return ok();
}

}  // namespace postern::domain
