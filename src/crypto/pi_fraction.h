// The first 33,344 bits behind pi's binary point, which Blowfish begins with.
#pragma once

#include <array>
#include <cstdint>

namespace postern::crypto {

inline constexpr std::size_t kPiWords = 18 + 4 * 256;

// Computed at the first call (some 70 ms) and kept; the first word is 243f6a88 in hex. Safe for
// concurrent use.
const std::array<std::uint32_t, kPiWords>& pi_fraction();

}  // namespace postern::crypto
