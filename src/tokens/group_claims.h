// What a user's groups say in tokens and in the event before one is issued.
#pragma once

#include <string>
#include <vector>

#include "codec/json.h"
#include "domain/records.h"

namespace postern::tokens {

struct GroupClaims {
  std::vector<std::string> groups;  // Names, best precedence first.
  std::vector<std::string> roles;   // Role ARNs in the same order, each once.
  std::string preferred_role;       // Empty: none.
};

// The preferred role is that of the group with the lowest precedence among those with a role; none
// when groups with different roles tie. A group without precedence ranks behind all others.
GroupClaims group_claims(const std::vector<domain::Group>& groups);

Json to_json(const std::vector<std::string>& texts);

}  // namespace postern::tokens
