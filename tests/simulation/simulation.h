// One seed, one world, one trace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace postern::sim {

struct Outcome {
  std::uint64_t seed = 0;
  std::uint64_t digest = 0;  // Of the whole trace.
  std::string violation;     // Empty: everything was as it must be.
  std::string trace;         // Its last lines.
  std::size_t steps = 0;
  std::size_t calls = 0;
  int sign_ins = 0;
  int injected = 0;         // Faults,
  int crashes = 0;          // of these, engines that were gone,
  int unknown_commits = 0;  // and commits whose outcome was not told.
  int real_conflicts = 0;   // Transactions that lost to another one.

  [[nodiscard]] bool ok() const { return violation.empty(); }
};

// Steps of a world: enough for lives from sign-up to deletion, few enough that a failure's trace
// can be read.
inline constexpr std::size_t kStepsPerWorld = 400;

Outcome simulate(std::uint64_t seed, std::size_t steps = kStepsPerWorld, bool prints = false);

// What failed, and the command that shows it again.
std::string report(const Outcome& outcome);

}  // namespace postern::sim
