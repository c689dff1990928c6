// Resource servers: the APIs a pool's tokens are for, and the scopes each knows.
#pragma once

#include <string_view>
#include <vector>

#include "domain/resource.h"

namespace postern::domain {

inline constexpr std::size_t kResourceServersMax = 25;  // Of a pool.

// Its settings are Identifier, Name and Scopes. Rejects a scope that is listed twice, and
// identifiers that are set aside for the engine's own.
Status check_resource_server(const Json& settings);

// The resource server, or ResourceNotFoundException "Resource server <id> does not exist.".
Result<PoolResource> require_resource_server(Txn& txn, std::string_view pool_id,
                                             std::string_view identifier);

// InvalidParameterException for an identifier that is taken, LimitExceededException beyond
// kResourceServersMax.
Status insert_resource_server(Txn& txn, std::string_view pool_id, const PoolResource& server);
Status put_resource_server(Txn& txn, std::string_view pool_id, const PoolResource& server);

// Clients that list its scopes keep them listed, without effect.
Status erase_resource_server(Txn& txn, std::string_view pool_id, std::string_view identifier);

// By identifier, after `after` (empty: from the start).
Result<std::vector<PoolResource>> list_resource_servers(Txn& txn, std::string_view pool_id,
                                                        std::string_view after, std::size_t limit);

}  // namespace postern::domain
