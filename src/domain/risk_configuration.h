// Risk configurations: what threat protection is to do, of a pool and of single app clients.
//
// Here they are kept and shown; threat_protection.h reads what they ask for, which is acted on in
// pools whose AdvancedSecurityMode is ENFORCED.
#pragma once

#include <optional>
#include <string_view>

#include "domain/resource.h"

namespace postern::domain {

// The client id that stands for all of them.
inline constexpr std::string_view kAllClients = "ALL";

// Rejects addresses that are no CIDR ranges and notices without anything to send.
Status check_risk_configuration(const Json& settings);

// What was set for the client, or for kAllClients; never the one in place of the other.
Result<std::optional<PoolResource>> find_risk_configuration(Txn& txn, std::string_view pool_id,
                                                            std::string_view client_id);

// Replaces it; settings without members remove it.
Status set_risk_configuration(Txn& txn, std::string_view pool_id, std::string_view client_id,
                              const PoolResource& configuration);

}  // namespace postern::domain
