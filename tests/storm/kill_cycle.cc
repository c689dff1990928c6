// Processes of workers that are killed, and what their claims come to.
#include "storm/kill_cycle.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

namespace postern::test {
namespace {

void work(const Workers& workers, Engine& engine, int thread) {
  Witness witness(workers.ledger.log(workers.first_log + static_cast<std::size_t>(thread)));
  Life life(engine, workers.world, witness, workers.seed + static_cast<std::uint64_t>(thread));
  life.compete(workers.contests);
  for (int number = 0; !witness.is_full(); ++number) {
    life.live(workers.name + "-" + std::to_string(thread) + "-" + std::to_string(number));
  }
}

[[noreturn]] void work_until_killed(const Workers& workers) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto engine = workers.open();
  if (!engine.ok()) {
    Witness(workers.ledger.log(workers.first_log)).failed("open: " + engine.error().message);
    for (;;) pause();
  }
  std::vector<std::thread> threads;
  for (int thread = 0; thread < workers.threads; ++thread) {
    threads.emplace_back([&, thread] { work(workers, **engine, thread); });
  }
  for (std::thread& thread : threads) thread.join();
  for (;;) pause();
}

}  // namespace

pid_t Workers::start() const {
  const pid_t process = fork();
  if (process == 0) work_until_killed(*this);
  return process;
}

bool kill_workers(pid_t process) {
  int status = 0;
  kill(process, SIGKILL);
  return waitpid(process, &status, 0) == process && WIFSIGNALED(status) &&
         WTERMSIG(status) == SIGKILL;
}

void Tally::add(Engine& engine, const Claims& claims) {
  acknowledged += claims.holding.size() + claims.spent.size() + claims.contested.size();
  spent += claims.spent.size() + claims.contested.size();
  failed += claims.failed.size();
  for (const auto& [id, tries] : claims.contests) contests_won += tries.won > 0 ? 1 : 0;
  for (std::string& text : broken_claims(engine, claims)) broken.push_back(std::move(text));
  for (const std::string& text : claims.refused) broken.push_back("refused: " + text);
}

}  // namespace postern::test
