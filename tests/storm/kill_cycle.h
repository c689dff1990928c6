// Processes of workers that are killed, and what their claims come to.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "storm/life.h"

namespace postern::test {

// A child that opens an engine and works on it with several threads until it is killed. The parent
// has no threads and no engine open while it forks.
struct Workers {
  std::function<Result<std::unique_ptr<Engine>>()> open;
  const World& world;
  const std::vector<Contest>& contests;
  Ledger& ledger;
  std::string name;       // Begins the names of its users.
  std::size_t first_log;  // Of the ledger; one a thread.
  int threads;
  std::uint64_t seed;

  [[nodiscard]] pid_t start() const;
};

// With SIGKILL, and waits for its end. False when it had ended before.
bool kill_workers(pid_t process);

// What one storm has come to.
struct Tally {
  std::size_t acknowledged = 0;  // Claims that were checked: what holds, and what was spent.
  std::size_t spent = 0;
  std::size_t contests_won = 0;
  std::size_t failed = 0;
  std::vector<std::string> broken;

  void add(Engine& engine, const Claims& claims);
};

}  // namespace postern::test
