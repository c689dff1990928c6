// Pools whose data is sealed under a key of their own, which their owner may withhold
// (KeyConfiguration, KeyType CUSTOMER_MANAGED_KEY).
#pragma once

#include <string_view>

#include "domain/pool.h"

namespace postern::domain {

// The ARN of the owner's key; empty for a pool that has none.
std::string_view customer_key_of(const Json& pool_settings);

// CUSTOMER_MANAGED_KEY and KmsKeyArn go together.
Status check_key_configuration(const Json& pool_settings);

// Makes the key of a new pool, so that all its rows are sealed under it, whoever writes them.
// Nothing for a pool without an owner's key. NotAuthorizedException when the engine was not given
// that key.
Status make_pool_key(Txn& txn, const Pool& pool, Random& random);

// Takes the pool's key into use, where that has not been done; the same refusal.
Status open_pool_key(Txn& txn, const Pool& pool);

// After a change of settings: the pool's key is wrapped under the new owner's key, and the data
// stays as it is. InvalidParameterException for another KeyType.
Status change_pool_key(Txn& txn, const Pool& before, const Pool& after, Random& random);

// Without it nobody reads what is left of the pool's data, whoever has the owner's key.
Status erase_pool_key(Txn& txn, std::string_view pool_id);

}  // namespace postern::domain
