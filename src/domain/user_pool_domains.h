// Domains of managed login: at most one prefix and one custom domain a pool, each with one owner.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/pool.h"
#include "domain/resource.h"

namespace postern::domain {

// "login" stands for https://login.auth.<region>.amazoncognito.com; "auth.example.com" for itself.
enum class DomainKind { prefix, custom };

struct UserPoolDomain {
  std::string pool_id;
  DomainKind kind = DomainKind::prefix;
  // Domain, ManagedLoginVersion and, of a custom domain, CustomDomainConfig.
  PoolResource resource;

  [[nodiscard]] std::string_view name() const { return resource.settings.get_string("Domain"); }
};

// A domain with a certificate is a custom one.
DomainKind domain_kind(const Json& settings);

// Rejects names that are not of their kind, reserved words, and settings that promise what this
// engine does not do.
Status check_domain(const Pool& pool, const UserPoolDomain& domain);

// InvalidParameterException when another domain of its kind is there, or the name is taken.
Status insert_domain(Txn& txn, const UserPoolDomain& domain);
Status put_domain(Txn& txn, const UserPoolDomain& domain);
Status erase_domain(Txn& txn, const UserPoolDomain& domain);

// The owner and settings of a domain; nullopt for an unknown one.
Result<std::optional<UserPoolDomain>> find_domain(Txn& txn, std::string_view name);

// The domain as one of that pool, or InvalidParameterException.
Result<UserPoolDomain> require_domain(Txn& txn, std::string_view pool_id, std::string_view name);

// The pool's domain of a kind.
Result<std::optional<UserPoolDomain>> domain_of_pool(Txn& txn, std::string_view pool_id,
                                                     DomainKind kind);

// Whether the pool has any: classic customisation needs one, and deleting the pool needs none.
Result<bool> has_domain(Txn& txn, std::string_view pool_id);

}  // namespace postern::domain
