// What a PreTokenGeneration function may change about tokens, and what it is shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json.h"
#include "tokens/group_claims.h"

namespace postern::tokens {

// One token's part of the function's answer.
struct ClaimChanges {
  Json to_add = Json::object();  // Claims by name.
  std::vector<std::string> to_suppress;
};

// The function's answer, checked for shape.
struct Customisation {
  ClaimChanges id;
  ClaimChanges access;
  std::vector<std::string> scopes_to_add;
  std::vector<std::string> scopes_to_suppress;
  // Absent: the user's own. Present and empty: none.
  std::optional<GroupClaims> groups;
};

// Reads the "response" of event version 1 (claimsOverrideDetails, ID tokens only, text values) or 2
// (claimsAndScopeOverrideDetails). Anything of another shape is InvalidLambdaResponseException:
// guessing at claims would be guessing at permissions.
Result<Customisation> read_customisation(std::uint32_t event_version, const Json& response);

// Changes the claims of one token. Claims that carry the token's meaning (iss, sub, exp, token_use,
// cognito:... and the like) keep their values whatever the function says (T06, A12); suppressing
// wins over adding.
void customise_id_claims(Json& claims, const Customisation& customisation);
void customise_access_claims(Json& claims, const Customisation& customisation);

// Adds "groupConfiguration" and, for version 2, "scopes" to the event's request.
void add_token_request(Json& request, std::uint32_t event_version, const GroupClaims& groups,
                       std::string_view scope);

}  // namespace postern::tokens
