// Domains of managed login: their rows, and who owns a name.
#include "domain/user_pool_domains.h"

#include "domain/keyspace.h"

namespace postern::domain {
namespace {

std::string_view kind_name(DomainKind kind) {
  return kind == DomainKind::prefix ? "prefix" : "custom";
}

std::string key_of(const UserPoolDomain& domain) {
  return keys::domain(domain.pool_id, kind_name(domain.kind));
}

}  // namespace

DomainKind domain_kind(const Json& settings) {
  return settings.contains("CustomDomainConfig") ? DomainKind::custom : DomainKind::prefix;
}

Status insert_domain(Txn& txn, const UserPoolDomain& domain) {
  POSTERN_TRY(const auto owner, txn.get<Reference>(keys::domain_pool(domain.name())));
  if (owner && owner->sub != domain.pool_id) {
    return invalid_parameter("Domain already associated with another user pool.");
  }
  POSTERN_TRY(const bool has_one, txn.exists(key_of(domain)));
  if (has_one) return invalid_parameter("User pool already has a domain configured.");
  Reference pool;
  pool.sub = domain.pool_id;
  POSTERN_CHECK(txn.put(keys::domain_pool(domain.name()), pool));
  return put_domain(txn, domain);
}

Status put_domain(Txn& txn, const UserPoolDomain& domain) {
  return put_resource(txn, key_of(domain), domain.resource);
}

Status erase_domain(Txn& txn, const UserPoolDomain& domain) {
  POSTERN_CHECK(txn.erase(keys::domain_pool(domain.name())));
  return txn.erase(key_of(domain));
}

Result<std::optional<UserPoolDomain>> find_domain(Txn& txn, std::string_view name) {
  POSTERN_TRY(const auto owner, txn.get<Reference>(keys::domain_pool(name)));
  if (!owner) return std::optional<UserPoolDomain>();
  POSTERN_CHECK(load_pool(txn, owner->sub));  // Whose own key, if it has one, is needed.
  for (const DomainKind kind : {DomainKind::prefix, DomainKind::custom}) {
    POSTERN_TRY(auto domain, domain_of_pool(txn, owner->sub, kind));
    if (domain && domain->name() == name) return domain;
  }
  return std::optional<UserPoolDomain>();
}

Result<UserPoolDomain> require_domain(Txn& txn, std::string_view pool_id, std::string_view name) {
  POSTERN_TRY(auto domain, find_domain(txn, name));
  if (!domain || domain->pool_id != pool_id) {
    return invalid_parameter("No such domain or user pool exists.");
  }
  return std::move(*domain);
}

Result<std::optional<UserPoolDomain>> domain_of_pool(Txn& txn, std::string_view pool_id,
                                                     DomainKind kind) {
  POSTERN_TRY(auto resource, find_resource(txn, keys::domain(pool_id, kind_name(kind))));
  if (!resource) return std::optional<UserPoolDomain>();
  return std::optional(UserPoolDomain{std::string(pool_id), kind, std::move(*resource)});
}

Result<bool> has_domain(Txn& txn, std::string_view pool_id) {
  return has_rows(txn, keys::pool_data(pool_id, keys::kDomain).take(), 1);
}

}  // namespace postern::domain
