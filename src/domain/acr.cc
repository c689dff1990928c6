// Levels of authentication a pool names (AcrConfiguration).
#include "domain/acr.h"

#include <algorithm>

#include "domain/pool.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

constexpr std::string_view kMember = "AcrConfiguration";

std::string level_name(int level) {
  return "Level" + std::to_string(level);
}
std::string default_value(int level) {
  return "urn:cognito:loa:" + std::to_string(level);
}

}  // namespace

std::array<std::string, kAcrLevels> acr_values(const Pool& pool) {
  const Json& configuration = member_or_empty(pool.settings, kMember);
  std::array<std::string, kAcrLevels> values;
  for (int level = 1; level <= kAcrLevels; ++level) {
    values[static_cast<std::size_t>(level - 1)] = member_or_empty(configuration, level_name(level))
                                                      .get_string("AcrValue", default_value(level));
  }
  return values;
}

int acr_level(const Pool& pool, std::string_view acr) {
  const auto values = acr_values(pool);
  const auto found = std::find(values.begin(), values.end(), acr);
  return found == values.end() ? 0 : static_cast<int>(found - values.begin()) + 1;
}

bool names_acr(const Pool& pool) {
  return pool.settings.contains(kMember);
}

void fill_acr_configuration(Json& settings) {
  if (!settings.contains(kMember)) return;
  Json& configuration = nested(settings, kMember);
  for (int level = 1; level <= kAcrLevels; ++level) {
    set_default(nested(configuration, level_name(level)), "AcrValue", default_value(level));
  }
}

Status check_acr_configuration(const Pool& pool) {
  if (!names_acr(pool)) return ok();
  if (pool.settings.get_string("UserPoolTier") == "LITE") {
    return reject("FeatureUnavailableInTierException",
                  "AcrConfiguration is not available in the LITE tier.");
  }
  for (const JsonMember& member : member_or_empty(pool.settings, kMember).as_object()) {
    const bool known = member.key.size() == 6 && member.key.starts_with("Level") &&
                       member.key[5] >= '1' && member.key[5] <= '0' + kAcrLevels;
    if (!known) return invalid_parameter("AcrConfiguration knows Level1 to Level4 only.");
  }
  auto values = acr_values(pool);
  std::sort(values.begin(), values.end());
  if (std::adjacent_find(values.begin(), values.end()) != values.end()) {
    return invalid_parameter("The acr values of AcrConfiguration must differ.");
  }
  return ok();
}

}  // namespace postern::domain
