// Identity providers that a pool trusts: what one is configured with, and the names it goes by.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "domain/client.h"
#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

struct IdentityProvider {
  std::string name;
  std::string type;  // "OIDC", "SAML", "Google", "Facebook", "LoginWithAmazon", "SignInWithApple".

  // ProviderDetails with everything that follows from them filled in, secrets included.
  Json details = Json::object();
  Json attribute_mapping = Json::object();  // Pool attribute -> claim of the provider.
  Json acr_mapping = Json::object();        // "Level1".."Level4" -> the provider's own acr value.
  std::vector<std::string> identifiers;     // Other names an authorize request may use.
  std::int64_t created_us = 0;
  std::int64_t modified_us = 0;
};

// What CreateIdentityProvider or UpdateIdentityProvider may carry; null members are not given.
struct ProviderSettings {
  const Json* details = nullptr;
  const Json* attribute_mapping = nullptr;
  const Json* identifiers = nullptr;
  const Json* acr_mapping = nullptr;
  std::string_view encryption_certificate;  // Of the pool, for a SAML provider.
};

// Applies settings to a provider that has its name and type, and checks the whole: keys and values
// of the details, mapped attributes against the pool's schema, names of social providers. What is
// not given stays. InvalidParameterException says what does not fit.
Status apply_settings(const Pool& pool, const ProviderSettings& settings,
                      IdentityProvider& provider);

Result<std::optional<IdentityProvider>> find_provider(Txn& txn, std::string_view pool_id,
                                                      std::string_view name);

// The same, or ResourceNotFoundException "Identity provider <name> does not exist.".
Result<IdentityProvider> require_provider(Txn& txn, std::string_view pool_id,
                                          std::string_view name);

// By an identifier, or ResourceNotFoundException.
Result<IdentityProvider> require_provider_by_identifier(Txn& txn, std::string_view pool_id,
                                                        std::string_view identifier);

// By name, after the one named `after` (empty: from the start).
Result<std::vector<IdentityProvider>> list_providers(Txn& txn, std::string_view pool_id,
                                                     std::string_view after, std::size_t limit);

inline constexpr std::size_t kProvidersMax = 300;

// DuplicateProviderException when the name is taken, LimitExceededException at kProvidersMax.
Status insert_provider(Txn& txn, const Pool& pool, const IdentityProvider& provider);

// Stores `after` and moves the rows of its identifiers. InvalidParameterException when another
// provider of the pool has one.
Status update_provider(Txn& txn, const Pool& pool, const IdentityProvider& before,
                       const IdentityProvider& after);

// Links of its users stay, and open nothing while there is no provider of that name.
Status erase_provider(Txn& txn, const Pool& pool, const IdentityProvider& provider);

// Whether every provider that a client is to support exists.
Status check_supported_providers(Txn& txn, const Client& client);

}  // namespace postern::domain
