// What a user's groups say in tokens and in the event before one is issued.
#include "tokens/group_claims.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace postern::tokens {
namespace {

using Ranked = std::vector<const domain::Group*>;

std::int64_t rank(const domain::Group& group) {
  return group.precedence < 0 ? std::numeric_limits<std::int64_t>::max() : group.precedence;
}

Ranked by_precedence(const std::vector<domain::Group>& groups) {
  Ranked ranked;
  for (const auto& group : groups) ranked.push_back(&group);
  std::sort(ranked.begin(), ranked.end(), [](const auto* a, const auto* b) {
    return std::tuple(rank(*a), std::string_view(a->name)) <
           std::tuple(rank(*b), std::string_view(b->name));
  });
  return ranked;
}

std::string preferred_role(const Ranked& ranked) {
  const auto has_role = [](const domain::Group* group) { return !group->role_arn.empty(); };
  const auto best = std::find_if(ranked.begin(), ranked.end(), has_role);
  if (best == ranked.end()) return {};
  const bool contested = std::any_of(best, ranked.end(), [&](const domain::Group* group) {
    return has_role(group) && rank(*group) == rank(**best) && group->role_arn != (*best)->role_arn;
  });
  return contested ? std::string() : (*best)->role_arn;
}

}  // namespace

GroupClaims group_claims(const std::vector<domain::Group>& groups) {
  const Ranked ranked = by_precedence(groups);
  GroupClaims claims;
  for (const auto* group : ranked) {
    claims.groups.push_back(group->name);
    const bool is_new_role =
        !group->role_arn.empty() &&
        std::find(claims.roles.begin(), claims.roles.end(), group->role_arn) == claims.roles.end();
    if (is_new_role) claims.roles.push_back(group->role_arn);
  }
  claims.preferred_role = preferred_role(ranked);
  return claims;
}

Json to_json(const std::vector<std::string>& texts) {
  Json array = Json::array();
  for (const auto& text : texts) array.push_back(text);
  return array;
}

}  // namespace postern::tokens
