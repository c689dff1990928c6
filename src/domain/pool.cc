// User pools: settings interpreted, loaded and saved.
#include "domain/pool.h"

#include <algorithm>

#include "domain/keyspace.h"
#include "domain/lone_marks.h"
#include "domain/pool_key.h"
#include "domain/random_text.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

AttributeSet attribute_set(const Json& names) {
  AttributeSet set;
  if (!names.is_array()) return set;
  for (const Json& item : names.as_array()) {
    const std::string& name = item.as_string();
    if (name == "email") set.email = true;
    if (name == "phone_number") set.phone_number = true;
    if (name == "preferred_username") set.preferred_username = true;
  }
  return set;
}

PasswordPolicy password_policy(const Json& given) {
  PasswordPolicy policy;
  policy.length_min = static_cast<int>(given.get_int("MinimumLength", policy.length_min));
  policy.uppercase = given.get_bool("RequireUppercase", true);
  policy.lowercase = given.get_bool("RequireLowercase", true);
  policy.numbers = given.get_bool("RequireNumbers", true);
  policy.symbols = given.get_bool("RequireSymbols", true);
  policy.history_size = static_cast<int>(given.get_int("PasswordHistorySize"));
  return policy;
}

RecoveryOption recovery_option(const Json& given) {
  using Kind = RecoveryOption::Kind;
  const std::string_view name = given.get_string("Name");
  const Kind kind = name == "verified_email"          ? Kind::verified_email
                    : name == "verified_phone_number" ? Kind::verified_phone_number
                                                      : Kind::admin_only;
  return {kind, static_cast<int>(given.get_int("Priority", 1))};
}

std::vector<RecoveryOption> recovery_options(const Json& setting) {
  using Kind = RecoveryOption::Kind;
  const Json* mechanisms = setting.find("RecoveryMechanisms");
  if (mechanisms == nullptr || mechanisms->empty()) {
    return {{Kind::verified_phone_number, 1}, {Kind::verified_email, 2}};
  }
  std::vector<RecoveryOption> options;
  for (const Json& given : mechanisms->as_array()) options.push_back(recovery_option(given));
  std::sort(options.begin(), options.end(),
            [](const auto& a, const auto& b) { return a.priority < b.priority; });
  return options;
}

Result<Schema> schema_of(const Json& settings) {
  Schema schema = Schema::standard();
  if (const Json* given = settings.find("Schema")) POSTERN_CHECK(schema.add(*given));
  if (const Json* added = settings.find("CustomAttributes")) {
    POSTERN_CHECK(schema.add_custom(*added));
  }
  return schema;
}

void interpret(Pool& pool) {
  const Json& settings = pool.settings;
  const Json& policy = member_or_empty(member_or_empty(settings, "Policies"), "PasswordPolicy");
  const Json& admin = member_or_empty(settings, "AdminCreateUserConfig");
  pool.name = settings.get_string("PoolName");
  pool.password_policy = password_policy(policy);
  pool.case_sensitive =
      member_or_empty(settings, "UsernameConfiguration").get_bool("CaseSensitive", true);
  pool.admin_create_only = admin.get_bool("AllowAdminCreateUserOnly");
  pool.deletion_protected = settings.get_string("DeletionProtection") == "ACTIVE";
  pool.alias_attributes = attribute_set(member_or_empty(settings, "AliasAttributes"));
  pool.username_attributes = attribute_set(member_or_empty(settings, "UsernameAttributes"));
  pool.auto_verified = attribute_set(member_or_empty(settings, "AutoVerifiedAttributes"));
  pool.verify_before_update =
      attribute_set(member_or_empty(member_or_empty(settings, "UserAttributeUpdateSettings"),
                                    "AttributesRequireVerificationBeforeUpdate"));
  pool.mfa = mfa_config(settings);
  pool.recovery = recovery_options(member_or_empty(settings, "AccountRecoverySetting"));
  pool.temporary_password_days = static_cast<int>(policy.get_int(
      "TemporaryPasswordValidityDays", admin.get_int("UnusedAccountValidityDays", 7)));
}

Error no_such_pool(std::string_view pool_id) {
  return reject("ResourceNotFoundException",
                "User pool " + std::string(pool_id) + " does not exist.");
}

Result<PoolPtr> decode(Txn& txn, std::string_view key, std::string_view sealed) {
  const std::string_view version = storage::Envelope::nonce_of(sealed);
  if (PoolPtr cached = txn.cache().pools.find(key, version)) return cached;
  POSTERN_TRY(const PoolRecord record, txn.open<PoolRecord>(key, sealed));
  POSTERN_TRY(Pool pool, make_pool(record));
  auto decoded = std::make_shared<const Pool>(std::move(pool));
  txn.cache().pools.remember(key, version, decoded);
  return decoded;
}

// A client's entry lies outside the pool's range, and without it no request finds the client.
Status erase_client_entries(Txn& txn, const Pool& pool) {
  const std::string prefix = keys::pool_data(pool.id, keys::kClient).take();
  POSTERN_TRY(const auto rows, txn.scan_prefix(prefix, {}, SIZE_MAX));
  for (const storage::Row& row : rows) {
    storage::KeyReader reader(std::string_view(row.key).substr(prefix.size()));
    POSTERN_TRY(const std::string client_id, reader.text());
    POSTERN_CHECK(txn.erase(keys::client_pool(client_id)));
    POSTERN_CHECK(txn.erase(row.key));
  }
  return ok();
}

}  // namespace

bool AttributeSet::contains(std::string_view attribute) const {
  return (email && attribute == "email") || (phone_number && attribute == "phone_number") ||
         (preferred_username && attribute == "preferred_username");
}

std::string_view Pool::short_name() const {
  return std::string_view(id).substr(id.find('_') + 1);
}

Result<Pool> make_pool(const PoolRecord& record) {
  Pool pool;
  pool.id = record.id;
  pool.created_us = record.created_us;
  pool.modified_us = record.modified_us;
  pool.srp_off = record.srp_off;
  pool.tracks_sessions = record.tracks_sessions;
  pool.sessions_per_user = record.sessions_per_user;
  pool.names_generation = record.names_generation;
  pool.signing_keys = record.signing_keys;
  POSTERN_TRY(pool.settings, Json::parse(record.settings));
  POSTERN_TRY(pool.schema, schema_of(pool.settings));
  interpret(pool);
  return pool;
}

PoolRecord to_record(const Pool& pool) {
  PoolRecord record;
  record.id = pool.id;
  record.settings = pool.settings.dump();
  record.created_us = pool.created_us;
  record.modified_us = pool.modified_us;
  record.srp_off = pool.srp_off;
  record.tracks_sessions = pool.tracks_sessions;
  record.sessions_per_user = pool.sessions_per_user;
  record.names_generation = pool.names_generation;
  record.signing_keys = pool.signing_keys;
  return record;
}

std::string new_pool_id(Random& random, std::string_view region) {
  return std::string(region) + "_" + random_text(random, kAlphanumeric, 9);
}

Result<PoolPtr> load_pool(Txn& txn, std::string_view pool_id) {
  POSTERN_TRY(PoolPtr pool, load_pool_settings(txn, pool_id));
  POSTERN_CHECK(open_pool_key(txn, *pool));
  return pool;
}

Result<PoolPtr> load_pool_settings(Txn& txn, std::string_view pool_id) {
  const std::string key = keys::pool(pool_id);
  POSTERN_TRY(const auto sealed, txn.raw().get(key));
  if (!sealed) return no_such_pool(pool_id);
  return decode(txn, key, *sealed);
}

Result<std::vector<PoolPtr>> list_pools(Txn& txn, std::string_view after, std::size_t limit) {
  const std::string after_key = after.empty() ? std::string() : keys::pool(after);
  POSTERN_TRY(const auto rows, txn.scan_prefix(std::string(1, keys::kPool), after_key, limit));
  std::vector<PoolPtr> pools;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(PoolPtr pool, decode(txn, row.key, row.value));
    pools.push_back(std::move(pool));
  }
  return pools;
}

Status save_pool(Txn& txn, const Pool& pool) {
  return txn.put(keys::pool(pool.id), to_record(pool));
}

Status erase_pool(Txn& txn, const Pool& pool) {
  POSTERN_CHECK(erase_client_entries(txn, pool));
  POSTERN_CHECK(txn.erase(keys::keys(pool.id)));
  POSTERN_CHECK(txn.erase(keys::former_keys(pool.id)));
  if (!customer_key_of(pool.settings).empty()) POSTERN_CHECK(erase_pool_key(txn, pool.id));
  POSTERN_CHECK(txn.erase(keys::pool(pool.id)));
  POSTERN_CHECK(put_lone_mark(txn, keys::doomed(pool.id)));
  txn.revokes_all();
  return ok();
}

}  // namespace postern::domain
