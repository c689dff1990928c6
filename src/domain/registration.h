// Clients that register themselves (RFC 7591), as far as a pool lets them: DcrConfiguration.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/client.h"
#include "domain/pool.h"
#include "domain/store.h"

namespace postern::domain {

// Of the access token that registering takes where it is not open to all. It exists in every pool,
// without a resource server.
inline constexpr std::string_view kRegistrationScope = "aws.cognito/dcr/register";

// ClientType of those that did.
inline constexpr std::string_view kRegisteredClient = "DCR";

struct RegistrationRules {
  bool enabled = false;
  bool open = false;  // Also without a token.
  // grant_types of RFC 7591.
  std::vector<std::string> open_grants;
  std::vector<std::string> authenticated_grants;
  std::vector<std::string> scopes;
};

RegistrationRules registration_rules(const Pool& pool);

// Clients of a pool, which those that register themselves cannot exceed.
inline constexpr std::size_t kClientsMax = 1'000;
Status check_room_for_client(Txn& txn, const Pool& pool);

}  // namespace postern::domain
