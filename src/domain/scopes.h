// OAuth scopes: the built-in ones, and those of the pool's resource servers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/client.h"

namespace postern::domain {

// Whether a space-joined list of scopes has this one.
bool has_scope(std::string_view scopes, std::string_view wanted);

// The attributes that the granted scopes show in ID tokens and at userInfo: with any of email,
// phone and profile those of these, else all (of those the client may read).
bool scope_shows(std::string_view scopes, std::string_view attribute);

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
