// Levels of authentication a pool names (AcrConfiguration), and what a sign-in must show for each.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/json.h"

namespace postern::domain {

struct Pool;

inline constexpr int kAcrLevels = 4;

// Their acr values, lowest level first: the pool's own or "urn:cognito:loa:1" and so on.
std::array<std::string, kAcrLevels> acr_values(const Pool& pool);

// 1 to 4, or 0 for a value the pool does not know.
int acr_level(const Pool& pool, std::string_view acr);

// Whether the pool names levels itself: then every sign-in says in its tokens which it reached.
bool names_acr(const Pool& pool);

// What AcrConfiguration leaves out keeps its default value, which Describe shows.
void fill_acr_configuration(Json& settings);

// InvalidParameterException for levels other than Level1 to Level4 and for two of one value;
// FeatureUnavailableInTierException in LITE.
Status check_acr_configuration(const Pool& pool);

}  // namespace postern::domain
