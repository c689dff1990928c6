// The storms' main(): Catch's own, with a seed and a count.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <cstdarg>
#include <cstdio>

#include "storm/options.h"

namespace postern::test {

StormOptions& storm_options() {
  static StormOptions options;
  return options;
}

void report(const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  std::vprintf(format, arguments);
  va_end(arguments);
  std::printf(" (seed %llu)\n", static_cast<unsigned long long>(storm_options().seed));
  std::fflush(stdout);
}

}  // namespace postern::test

int main(int argc, char** argv) {
  using Catch::clara::Opt;
  auto& options = postern::test::storm_options();
  Catch::Session session;
  session.cli(session.cli() |
              Opt(options.seed, "number")["--seed"]("where all that is random starts") |
              Opt(options.count, "number")["--count"]("cycles, operations or flips"));
  if (const int refused = session.applyCommandLine(argc, argv); refused != 0) return refused;
  std::printf("seed %llu\n", static_cast<unsigned long long>(options.seed));
  return session.run();
}
