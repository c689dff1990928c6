// The stored form of a password hash: a PHC string with exactly one spelling.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace postern::crypto {

// What a stored hash may ask of this machine.
inline constexpr int kPwhashMemoryKibMin = 8;
inline constexpr int kPwhashMemoryKibMax = 256 * 1024;
inline constexpr int kPwhashPassesMax = 16;

struct PwhashCost {
  int memory_kib = 0;
  int passes = 0;
  bool operator==(const PwhashCost&) const = default;
};

struct PwhashRecord {
  PwhashCost cost;
  std::array<unsigned char, 16> salt{};
  std::array<unsigned char, 32> tag{};
};

std::string format_phc(const PwhashRecord& record);

// Accepts what format_phc() writes and nothing else, with a cost within the bounds above.
std::optional<PwhashRecord> parse_phc(std::string_view text);

}  // namespace postern::crypto
