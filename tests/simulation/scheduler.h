// Several clients on one thread: who goes on at each step is drawn from the seed.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "simulation/dice.h"

namespace postern::sim {

// Each client has a stack of its own and runs until it reaches a step, or a lock that another one
// holds (see scheduled_locks.cc). Nothing depends on the system's scheduling: the dice alone choose
// who goes on.
class Scheduler {
 public:
  // One step in `steps_per_switch` lets somebody else go on.
  Scheduler(Dice& dice, std::size_t steps_per_switch);
  ~Scheduler();

  // Runs the bodies, interleaved, until all have returned. They must not throw.
  void run(std::vector<std::function<void()>> bodies);

  // Called by a body: a point where another one may go on.
  void step();
  // Called by a body that waits for what another one does.
  void wait();

  // Which body runs; -1: none.
  [[nodiscard]] static int self();
  // The scheduler whose body runs, or null.
  [[nodiscard]] static Scheduler* current();

 private:
  struct Client;

  static void enter();
  void leave();
  Client& next_after_end();
  void switch_to(Client& next);
  [[nodiscard]] std::vector<int> others() const;
  Client& client(int index) { return *clients_[static_cast<std::size_t>(index)]; }

  Dice& dice_;
  const std::size_t steps_per_switch_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::unique_ptr<Client> outside_;  // Who called run().
  Client* running_ = nullptr;
  int waits_in_a_row_ = 0;
};

}  // namespace postern::sim
