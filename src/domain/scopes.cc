// OAuth scopes: the built-in ones, and those of the pool's resource servers.
#include "domain/scopes.h"

#include <algorithm>

#include "domain/keyspace.h"
#include "domain/registration.h"
#include "domain/resource.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

std::vector<std::string> listed_scopes(const Client& client) {
  std::vector<std::string> scopes;
  const Json& listed = member_or_empty(client.settings, "AllowedOAuthScopes");
  if (!listed.is_array()) return scopes;
  for (const Json& scope : listed.as_array()) scopes.push_back(scope.as_string());
  return scopes;
}

}  // namespace

bool has_scope(std::string_view scopes, std::string_view wanted) {
  while (!scopes.empty()) {
    const std::size_t space = scopes.find(' ');
    if (scopes.substr(0, space) == wanted) return true;
    if (space == std::string_view::npos) return false;
    scopes.remove_prefix(space + 1);
  }
  return false;
}

bool scope_shows(std::string_view scopes, std::string_view attribute) {
  const bool email = has_scope(scopes, "email");
  const bool phone = has_scope(scopes, "phone");
  if (has_scope(scopes, "profile") || (!email && !phone)) return true;
  return (email && (attribute == "email" || attribute == "email_verified")) ||
         (phone && (attribute == "phone_number" || attribute == "phone_number_verified"));
}

bool is_builtin_scope(std::string_view scope) {
  static constexpr std::string_view kBuiltin[] = {"phone", "email", "openid", "profile",
                                                  "aws.cognito.signin.user.admin"};
  return std::find(std::begin(kBuiltin), std::end(kBuiltin), scope) != std::end(kBuiltin);
}

Result<bool> custom_scope_exists(Txn& txn, std::string_view pool_id, std::string_view scope) {
  if (scope == kRegistrationScope) return true;
  // An identifier may hold slashes, a scope's name may not: the last one divides them.
  const std::size_t slash = scope.rfind('/');
  if (slash == std::string_view::npos) return false;
  POSTERN_TRY(const auto server,
              find_resource(txn, keys::resource_server(pool_id, scope.substr(0, slash))));
  if (!server) return false;
  const Json& scopes = member_or_empty(server->settings, "Scopes");
  if (!scopes.is_array()) return false;
  return std::any_of(scopes.as_array().begin(), scopes.as_array().end(), [&](const Json& one) {
    return one.get_string("ScopeName") == scope.substr(slash + 1);
  });
}

Status check_scopes_exist(Txn& txn, const Client& client) {
  for (const std::string& scope : listed_scopes(client)) {
    if (is_builtin_scope(scope)) continue;
    POSTERN_TRY(const bool exists, custom_scope_exists(txn, client.pool_id, scope));
    if (!exists) {
      return reject("ScopeDoesNotExistException", "Invalid scope requested: " + scope);
    }
  }
  return ok();
}

Result<std::vector<std::string>> active_custom_scopes(Txn& txn, const Client& client) {
  std::vector<std::string> active;
  for (std::string& scope : listed_scopes(client)) {
    if (is_builtin_scope(scope)) continue;
    POSTERN_TRY(const bool exists, custom_scope_exists(txn, client.pool_id, scope));
    if (exists) active.push_back(std::move(scope));
  }
  return active;
}

}  // namespace postern::domain
