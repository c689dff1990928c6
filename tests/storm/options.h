// What the command line of the storms says: how long, and from which seed.
#pragma once

#include <cstdint>

namespace postern::test {

struct StormOptions {
  std::uint64_t seed = 1;
  int count = 0;  // Of cycles, operations or flips; 0: the short version.

  [[nodiscard]] int count_or(int of_short_version) const {
    return count > 0 ? count : of_short_version;
  }
};

StormOptions& storm_options();

// Prints one line of what was done and found, whatever Catch's reporter shows.
[[gnu::format(printf, 1, 2)]] void report(const char* format, ...);

}  // namespace postern::test
