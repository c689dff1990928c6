// For how long a verifier may keep a copy of a JWKS.
#pragma once

#include <cstdint>

namespace postern::tokens {

// A key signs nothing before it has been in the JWKS for longer.
inline constexpr std::int64_t kJwksMaxAgeS = 3'600;

}  // namespace postern::tokens
