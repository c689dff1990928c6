// Access tokens of app clients for themselves: the client credentials grant.
#include "auth/client_token.h"

#include <algorithm>
#include <optional>

#include "domain/scopes.h"
#include "tokens/customise.h"
#include "tokens/token_service.h"
#include "triggers/triggers.h"

namespace postern::auth {
namespace {

constexpr auto kKind = triggers::Kind::pre_token_generation;
constexpr std::uint32_t kEventVersion = 3;  // Older functions expect a user.

std::string joined(const std::vector<std::string>& scopes) {
  std::string text;
  for (const std::string& scope : scopes) {
    if (!text.empty()) text += ' ';
    text += scope;
  }
  return text;
}

// An event without a user: no attributes, no groups.
Json event_request(const std::vector<std::string>& scopes, const Json& client_metadata) {
  Json groups = Json::object();
  groups.set("groupsToOverride", nullptr)
      .set("iamRolesToOverride", nullptr)
      .set("preferredRole", nullptr);
  Json request = Json::object();
  request.set("userAttributes", Json::object())
      .set("groupConfiguration", std::move(groups))
      .set("clientMetadata", client_metadata)
      .set("scopes", tokens::to_json(scopes));
  return request;
}

Result<std::optional<tokens::Customisation>> customise(Services& services,
                                                       const domain::PoolAndClient& target,
                                                       const std::vector<std::string>& scopes,
                                                       const Json& client_metadata) {
  std::optional<tokens::Customisation> customisation;
  const domain::Pool& pool = *target.pool;
  if (!services.triggers.wanted(kKind, pool)) return customisation;
  if (services.triggers.version(kKind, pool) < kEventVersion) return customisation;
  POSTERN_TRY(const auto response,
              services.triggers.fire(
                  {.kind = kKind,
                   .source = "TokenGeneration_ClientCredentials",
                   .pool = pool,
                   .username = "ClientCredentials",
                   .client_id = target.client->id,
                   .request = event_request(scopes, client_metadata),
                   .response = Json::object().set("claimsAndScopeOverrideDetails", nullptr)}));
  if (response) {
    POSTERN_TRY(customisation, tokens::read_customisation(kEventVersion, *response));
    customisation->groups.reset();  // A client is in no group.
  }
  return customisation;
}

Error invalid_scope(std::string_view scope) {
  return invalid_parameter("Invalid scope requested: " + std::string(scope));
}

}  // namespace

Result<std::vector<std::string>> client_token_scopes(domain::Txn& txn, const domain::Client& client,
                                                     const std::vector<std::string>& requested) {
  POSTERN_TRY(auto active, domain::active_custom_scopes(txn, client));
  if (active.empty()) return invalid_parameter("The app client has no custom scopes.");
  if (requested.empty()) return active;
  for (auto scope = requested.begin(); scope != requested.end(); ++scope) {
    const bool is_active = std::find(active.begin(), active.end(), *scope) != active.end();
    const bool is_repeated = std::find(requested.begin(), scope, *scope) != scope;
    if (!is_active || is_repeated) return invalid_scope(*scope);
  }
  return requested;
}

Result<IssuedClientToken> issue_client_token(Services& services,
                                             const domain::PoolAndClient& target,
                                             const std::vector<std::string>& scopes,
                                             const Json& client_metadata, std::int64_t issued_us) {
  POSTERN_TRY(const auto customisation, customise(services, target, scopes, client_metadata));
  const std::string scope = joined(scopes);
  IssuedClientToken issued{.access_token = {}, .expires_in_s = target.client->access_token_ttl_s};
  POSTERN_TRY(issued.access_token,
              services.tokens.mint_for_client(
                  {.pool = *target.pool,
                   .client = *target.client,
                   .scope = scope,
                   .issued_us = issued_us,
                   .customisation = customisation ? &*customisation : nullptr}));
  return issued;
}

}  // namespace postern::auth
