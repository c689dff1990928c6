// For how long a verifier may keep a copy of a JWKS.
#pragma once

#include <cstdint>

namespace postern::limits {

// A key signs nothing before it has been in the JWKS for longer (K06).
inline constexpr std::int64_t kJwksMaxAgeS = 3'600;

}  // namespace postern::limits
