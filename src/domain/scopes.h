// OAuth scopes: the built-in ones, and those of the pool's resource servers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/client.h"

namespace postern::domain {

// openid, email, phone, profile and aws.cognito.signin.user.admin: scopes of users.
bool is_builtin_scope(std::string_view scope);

// Whether a resource server of the pool has the scope "<identifier>/<name>".
Result<bool> custom_scope_exists(Txn& txn, std::string_view pool_id, std::string_view scope);

// Rejects a client that lists a scope which neither is built in nor exists:
// ScopeDoesNotExistException "Invalid scope requested: <scope>".
Status check_scopes_exist(Txn& txn, const Client& client);

// The custom scopes a client lists, without those whose resource server has dropped them since.
Result<std::vector<std::string>> active_custom_scopes(Txn& txn, const Client& client);

}  // namespace postern::domain
