// Log delivery: where a pool's logs are to go. Kept and shown; this engine sends logs nowhere.
#pragma once

#include "domain/pool.h"
#include "domain/resource.h"

namespace postern::domain {

// The settings are LogConfigurations. Rejects a source twice, levels and destinations that do not
// go with their source, and, with FeatureUnavailableInTierException, logs of what users do below
// the PLUS tier.
Status check_log_delivery(const Pool& pool, const Json& settings);

// Without one: an empty list.
Result<PoolResource> log_delivery_of(Txn& txn, std::string_view pool_id);
Status put_log_delivery(Txn& txn, std::string_view pool_id, const PoolResource& delivery);

}  // namespace postern::domain
