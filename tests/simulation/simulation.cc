// A world from its seed to its outcome.
#include "simulation/simulation.h"

#include "simulation/life.h"

namespace postern::sim {

Outcome simulate(std::uint64_t seed, std::size_t steps, bool prints) {
  Life life(seed, prints);
  life.run(steps);
  const World& world = life.world;
  return {.seed = seed,
          .digest = world.trace.digest(),
          .violation = world.violation(),
          .trace = world.trace.tail(),
          .steps = life.steps,
          .calls = world.calls(),
          .sign_ins = life.sign_ins,
          .injected = world.injected,
          .crashes = world.crashes,
          .unknown_commits = world.unknown_commits,
          .real_conflicts = world.real_conflicts};
}

std::string report(const Outcome& outcome) {
  if (outcome.ok()) return {};
  return outcome.trace + "seed " + std::to_string(outcome.seed) + " after " +
         std::to_string(outcome.steps) + " steps, " + outcome.violation +
         "\nreplay: ./do simulate seed " + std::to_string(outcome.seed) + "\n";
}

}  // namespace postern::sim
