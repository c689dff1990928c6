// What an app client may ask the endpoints for.
#include "oauth/client_rights.h"

#include <algorithm>

#include "domain/scopes.h"
#include "domain/settings.h"

namespace postern::oauth {
namespace {

const Json::Array& list_of(const domain::Client& client, std::string_view member) {
  static const Json::Array kNone;
  const Json& list = domain::member_or_empty(client.settings, member);
  return list.is_array() ? list.as_array() : kNone;
}

bool lists(const domain::Client& client, std::string_view member, std::string_view text) {
  return std::ranges::any_of(list_of(client, member),
                             [&](const Json& item) { return item.as_string() == text; });
}

constexpr std::string_view kProviders = "SupportedIdentityProviders";
constexpr std::string_view kScopes = "AllowedOAuthScopes";

Result<bool> is_in_force(domain::Txn& txn, const domain::Client& client, std::string_view scope) {
  if (domain::is_builtin_scope(scope)) return true;
  return domain::custom_scope_exists(txn, client.pool_id, scope);
}

}  // namespace

bool uses_oauth(const domain::Client& client) {
  return client.settings.get_bool("AllowedOAuthFlowsUserPoolClient");
}

bool allows_flow(const domain::Client& client, std::string_view flow) {
  return uses_oauth(client) && lists(client, "AllowedOAuthFlows", flow);
}

bool is_callback(const domain::Client& client, std::string_view address) {
  return lists(client, "CallbackURLs", address);
}

bool is_logout_address(const domain::Client& client, std::string_view address) {
  return lists(client, "LogoutURLs", address);
}

bool supports_provider(const domain::Client& client, std::string_view name) {
  return lists(client, kProviders, name);
}

std::string only_provider(const domain::Client& client) {
  const Json::Array& providers = list_of(client, kProviders);
  if (providers.size() != 1 || providers.front().as_string() == "COGNITO") return {};
  return providers.front().as_string();
}

Result<std::string> grant_scopes(domain::Txn& txn, const domain::Client& client,
                                 std::string_view requested) {
  std::vector<std::string> granted;
  const std::vector<std::string> asked = split_list(requested);
  for (const std::string& scope : asked) {
    POSTERN_TRY(const bool in_force, is_in_force(txn, client, scope));
    if (!in_force || !lists(client, kScopes, scope)) {
      return reject("invalid_scope", "A scope is not one of the client's.");
    }
    granted.push_back(scope);
  }
  if (!asked.empty()) return join_list(granted);
  for (const Json& scope : list_of(client, kScopes)) {
    POSTERN_TRY(const bool in_force, is_in_force(txn, client, scope.as_string()));
    if (in_force) granted.push_back(scope.as_string());
  }
  if (granted.empty()) return reject("invalid_scope", "The client has no scopes.");
  return join_list(granted);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    std::string item(text.substr(0, space));
    if (!item.empty() && std::ranges::find(items, item) == items.end()) {
      items.push_back(std::move(item));
    }
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return items;
}

std::string join_list(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text.append(text.empty() ? "" : " ").append(item);
  return text;
}

}  // namespace postern::oauth
