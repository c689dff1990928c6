// Time as something that is handed in, so that a test moves a month in a microsecond.
#pragma once

#include <cstdint>

namespace postern {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;

// Safe for concurrent use.
class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since 1970-01-01T00:00:00Z; never negative.
  [[nodiscard]] virtual std::int64_t now_us() const = 0;

  // Time as clients' own clocks show it: the same, except where a test moved the engine's time.
  [[nodiscard]] virtual std::int64_t outside_us() const { return now_us(); }

  [[nodiscard]] std::int64_t now_s() const { return now_us() / kMicrosPerSecond; }
};

}  // namespace postern
