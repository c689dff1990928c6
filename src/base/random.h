// Randomness as something that is handed in, so that a failure replays from a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace postern {

// A cryptographically secure source. Safe for concurrent use. A source that fails aborts: going on
// with predictable bytes would be worse than stopping.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(void* out, std::size_t size) = 0;

  std::string bytes(std::size_t size) {
    std::string out(size, '\0');
    fill(out.data(), size);
    return out;
  }

  // Uniform in [0, bound), by rejection. REQUIRES: bound > 0.
  std::uint32_t below(std::uint32_t bound) {
    const std::uint32_t reject_from = UINT32_MAX - UINT32_MAX % bound;
    for (;;) {
      std::uint32_t value = 0;
      fill(&value, sizeof value);
      if (value < reject_from) return value % bound;
    }
  }
};

}  // namespace postern
