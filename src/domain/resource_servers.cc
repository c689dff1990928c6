// Resource servers: their rules and rows.
#include "domain/resource_servers.h"

#include <set>
#include <string>

#include "domain/keyspace.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

// Cognito's own resource servers (ManagedBy COGNITO) are called so: "aws.cognito/dcr".
constexpr std::string_view kReservedPrefix = "aws.cognito";

std::string key_of(std::string_view pool_id, const PoolResource& server) {
  return keys::resource_server(pool_id, server.settings.get_string("Identifier"));
}

}  // namespace

Status check_resource_server(const Json& settings) {
  const std::string_view identifier = settings.get_string("Identifier");
  if (identifier.starts_with(kReservedPrefix)) {
    return invalid_parameter("The resource server identifier " + std::string(identifier) +
                             " is reserved.");
  }
  std::set<std::string_view> names;
  const Json& scopes = member_or_empty(settings, "Scopes");
  if (!scopes.is_array()) return ok();
  for (const Json& scope : scopes.as_array()) {
    const std::string_view name = scope.get_string("ScopeName");
    if (!names.insert(name).second) {
      return invalid_parameter("The scope " + std::string(name) + " is listed more than once.");
    }
  }
  return ok();
}

Result<PoolResource> require_resource_server(Txn& txn, std::string_view pool_id,
                                             std::string_view identifier) {
  POSTERN_TRY(auto server, find_resource(txn, keys::resource_server(pool_id, identifier)));
  if (!server) {
    return reject("ResourceNotFoundException",
                  "Resource server " + std::string(identifier) + " does not exist.");
  }
  return std::move(*server);
}

Status insert_resource_server(Txn& txn, std::string_view pool_id, const PoolResource& server) {
  POSTERN_TRY(const bool taken, txn.exists(key_of(pool_id, server)));
  if (taken) {
    return invalid_parameter(std::string(server.settings.get_string("Identifier")) +
                             " already exists in user pool " + std::string(pool_id) + ".");
  }
  POSTERN_TRY(const bool full, has_rows(txn, keys::pool_data(pool_id, keys::kResourceServer).take(),
                                        kResourceServersMax));
  if (full) {
    return reject("LimitExceededException", "A user pool has at most 25 resource servers.");
  }
  return put_resource_server(txn, pool_id, server);
}

Status put_resource_server(Txn& txn, std::string_view pool_id, const PoolResource& server) {
  return put_resource(txn, key_of(pool_id, server), server);
}

Status erase_resource_server(Txn& txn, std::string_view pool_id, std::string_view identifier) {
  return txn.erase(keys::resource_server(pool_id, identifier));
}

Result<std::vector<PoolResource>> list_resource_servers(Txn& txn, std::string_view pool_id,
                                                        std::string_view after, std::size_t limit) {
  const std::string after_key =
      after.empty() ? std::string() : keys::resource_server(pool_id, after);
  return list_resources(txn, keys::pool_data(pool_id, keys::kResourceServer).take(), after_key,
                        limit);
}

}  // namespace postern::domain
