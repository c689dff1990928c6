// Random identifiers over a given alphabet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"

namespace postern::domain {

// `size` characters, each uniform over `alphabet`.
inline std::string random_text(Random& random, std::string_view alphabet, std::size_t size) {
  std::string out(size, '\0');
  for (char& c : out) c = alphabet[random.below(static_cast<std::uint32_t>(alphabet.size()))];
  return out;
}

inline constexpr std::string_view kAlphanumeric =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

}  // namespace postern::domain
