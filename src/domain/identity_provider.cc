// Identity providers that a pool trusts: the rows of one.
#include "domain/identity_provider.h"

#include <algorithm>

#include "domain/keyspace.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

// What an identifier and a name are good for, they are good for only once in a pool.
Error identifier_taken(std::string_view identifier) {
  return invalid_parameter("The identifier " + std::string(identifier) +
                           " is already in use by another identity provider of the user pool.");
}

Result<IdentityProvider> to_provider(const records::IdentityProviderT& record) {
  IdentityProvider provider;
  provider.name = record.name;
  provider.type = record.type;
  POSTERN_TRY(provider.details, Json::parse(record.details));
  POSTERN_TRY(provider.attribute_mapping, Json::parse(record.attribute_mapping));
  POSTERN_TRY(provider.acr_mapping, Json::parse(record.acr_mapping));
  provider.identifiers = record.identifiers;
  provider.created_us = record.created_us;
  provider.modified_us = record.modified_us;
  return provider;
}

records::IdentityProviderT to_record(const IdentityProvider& provider) {
  records::IdentityProviderT record;
  record.name = provider.name;
  record.type = provider.type;
  record.details = provider.details.dump();
  record.attribute_mapping = provider.attribute_mapping.dump();
  record.acr_mapping = provider.acr_mapping.dump();
  record.identifiers = provider.identifiers;
  record.created_us = provider.created_us;
  record.modified_us = provider.modified_us;
  return record;
}

Error no_such_provider(std::string_view name) {
  return reject("ResourceNotFoundException",
                "Identity provider " + std::string(name) + " does not exist.");
}

Status claim_identifiers(Txn& txn, const Pool& pool, const IdentityProvider& provider) {
  Reference owner;
  owner.sub = provider.name;
  for (const std::string& identifier : provider.identifiers) {
    const std::string key = keys::provider_identifier(pool.id, identifier);
    POSTERN_TRY(const auto holder, txn.get<Reference>(key));
    if (holder && holder->sub != provider.name) return identifier_taken(identifier);
    POSTERN_CHECK(txn.put(key, owner));
  }
  return ok();
}

Status release_identifiers(Txn& txn, const Pool& pool, const IdentityProvider& provider) {
  for (const std::string& identifier : provider.identifiers) {
    POSTERN_CHECK(txn.erase(keys::provider_identifier(pool.id, identifier)));
  }
  return ok();
}

std::string providers_prefix(std::string_view pool_id) {
  return keys::pool_data(pool_id, keys::kProvider).take();
}

Status check_room(Txn& txn, const Pool& pool) {
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(providers_prefix(pool.id), {}, kProvidersMax));
  if (rows.size() < kProvidersMax) return ok();
  return reject("LimitExceededException", "A user pool has at most 300 identity providers.");
}

}  // namespace

Result<std::optional<IdentityProvider>> find_provider(Txn& txn, std::string_view pool_id,
                                                      std::string_view name) {
  POSTERN_TRY(const auto record,
              txn.get<records::IdentityProviderT>(keys::provider(pool_id, name)));
  if (!record) return std::optional<IdentityProvider>();
  POSTERN_TRY(auto provider, to_provider(*record));
  return std::optional<IdentityProvider>(std::move(provider));
}

Result<IdentityProvider> require_provider(Txn& txn, std::string_view pool_id,
                                          std::string_view name) {
  POSTERN_TRY(auto provider, find_provider(txn, pool_id, name));
  if (!provider) return no_such_provider(name);
  return std::move(*provider);
}

Result<IdentityProvider> require_provider_by_identifier(Txn& txn, std::string_view pool_id,
                                                        std::string_view identifier) {
  POSTERN_TRY(const auto owner, txn.get<Reference>(keys::provider_identifier(pool_id, identifier)));
  if (owner) return require_provider(txn, pool_id, owner->sub);
  return reject("ResourceNotFoundException", "There is no identity provider with the identifier " +
                                                 std::string(identifier) + ".");
}

Result<std::vector<IdentityProvider>> list_providers(Txn& txn, std::string_view pool_id,
                                                     std::string_view after, std::size_t limit) {
  const std::string after_key = after.empty() ? std::string() : keys::provider(pool_id, after);
  POSTERN_TRY(const auto rows, txn.scan_prefix(providers_prefix(pool_id), after_key, limit));
  std::vector<IdentityProvider> providers;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const auto record, txn.open<records::IdentityProviderT>(row.key, row.value));
    POSTERN_TRY(auto provider, to_provider(record));
    providers.push_back(std::move(provider));
  }
  return providers;
}

Status insert_provider(Txn& txn, const Pool& pool, const IdentityProvider& provider) {
  const std::string key = keys::provider(pool.id, provider.name);
  POSTERN_TRY(const bool taken, txn.exists(key));
  if (taken) {
    return reject("DuplicateProviderException",
                  provider.name + " already exists in user pool " + pool.id);
  }
  POSTERN_CHECK(check_room(txn, pool));
  POSTERN_CHECK(claim_identifiers(txn, pool, provider));
  return txn.put(key, to_record(provider));
}

Status update_provider(Txn& txn, const Pool& pool, const IdentityProvider& before,
                       const IdentityProvider& after) {
  POSTERN_CHECK(release_identifiers(txn, pool, before));
  POSTERN_CHECK(claim_identifiers(txn, pool, after));
  return txn.put(keys::provider(pool.id, after.name), to_record(after));
}

Status erase_provider(Txn& txn, const Pool& pool, const IdentityProvider& provider) {
  POSTERN_CHECK(release_identifiers(txn, pool, provider));
  return txn.erase(keys::provider(pool.id, provider.name));
}

Status check_supported_providers(Txn& txn, const Client& client) {
  const Json& names = member_or_empty(client.settings, "SupportedIdentityProviders");
  if (!names.is_array()) return ok();
  for (const Json& name : names.as_array()) {
    if (name.as_string() == "COGNITO") continue;
    POSTERN_TRY(const bool exists, txn.exists(keys::provider(client.pool_id, name.as_string())));
    if (!exists) {
      return invalid_parameter("The provider " + name.as_string() +
                               " does not exist for User Pool " + client.pool_id + ".");
    }
  }
  return ok();
}

}  // namespace postern::domain
