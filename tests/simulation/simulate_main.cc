// Simulates worlds for a while, or one by its seed.
//
//   simulate SECONDS
//   simulate seed SEED [STEPS]    Prints everything that happens, twice if it goes well.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <random>
#include <string_view>

#include "simulation/simulation.h"

using namespace postern::sim;

namespace {

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

int usage() {
  std::fputs("usage: simulate SECONDS | simulate seed SEED [STEPS]\n", stderr);
  return 2;
}

int replay(std::uint64_t seed, std::size_t steps) {
  const Outcome outcome = simulate(seed, steps, /*prints=*/true);
  std::printf("seed %llu: %zu steps, %zu calls, trace %016llx\n",
              static_cast<unsigned long long>(seed), outcome.steps, outcome.calls,
              static_cast<unsigned long long>(outcome.digest));
  if (outcome.ok()) return 0;
  std::printf("%s\n", outcome.violation.c_str());
  return 1;
}

int simulate_for(std::uint64_t seconds) {
  using std::chrono::steady_clock;
  std::random_device fresh;
  std::uint64_t seed = (std::uint64_t{fresh()} << 20U) ^ fresh();
  const auto begun = steady_clock::now();
  std::size_t worlds = 0, steps = 0, calls = 0;
  Outcome all;
  int failed = 0;
  const auto elapsed = [&] {
    return std::chrono::duration<double>(steady_clock::now() - begun).count();
  };
  std::printf("from seed %llu on\n", static_cast<unsigned long long>(seed));
  for (; elapsed() < static_cast<double>(seconds) && failed < 5; ++seed, ++worlds) {
    const Outcome outcome = simulate(seed);
    steps += outcome.steps;
    calls += outcome.calls;
    all.sign_ins += outcome.sign_ins;
    all.injected += outcome.injected;
    all.crashes += outcome.crashes;
    all.unknown_commits += outcome.unknown_commits;
    all.real_conflicts += outcome.real_conflicts;
    if (outcome.ok()) continue;
    ++failed;
    std::printf("%s", report(outcome).c_str());
  }
  std::printf(
      "%zu worlds, %zu steps, %zu calls (%.0f a second); %d sign-ins; %d faults, of these "
      "%d crashes and %d unknown commits; %d conflicts; %d worlds failed\n",
      worlds, steps, calls, static_cast<double>(calls) / elapsed(), all.sign_ins, all.injected,
      all.crashes, all.unknown_commits, all.real_conflicts, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc >= 3 && std::string_view(argv[1]) == "seed") {
    return replay(number(argv[2]), argc > 3 ? number(argv[3]) : kStepsPerWorld);
  }
  if (argc != 2 || number(argv[1]) == 0) return usage();
  return simulate_for(number(argv[1]));
}
