// The measurements: all of them, or the groups that are named. Leaves build/bench.json.
#include <cstdio>
#include <exception>
#include <string_view>

#include "bench/rows.h"

namespace {

struct Group {
  std::string_view name;
  void (*run)(bench::Report&);
};

// What takes long comes last.
constexpr Group kGroups[] = {
    {"server", bench::server_rows},     {"commit", bench::commit_rows},
    {"refresh", bench::refresh_rows},   {"srp", bench::srp_rows},
    {"password", bench::password_rows}, {"verify", bench::verify_rows},
    {"get-user", bench::get_user_rows}, {"audit", bench::audit_rows},
    {"scale", bench::scale_rows},
};

bool is_wanted(std::string_view name, int count, char** names) {
  for (int i = 0; i < count; ++i) {
    if (name == names[i]) return true;
  }
  return count == 0;
}

}  // namespace

int main(int argc, char** argv) try {
  bench::Report report;
  for (const Group& group : kGroups) {
    if (is_wanted(group.name, argc - 1, argv + 1)) group.run(report);
  }
  report.write("build/bench.json");
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "postern_bench: %s\n", error.what());
  return 1;
}
