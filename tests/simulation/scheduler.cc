// Stacks, and switching between them.
#include "simulation/scheduler.h"

#include <ucontext.h>

#include <cstdio>
#include <cstdlib>

#include "storage/nesting.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace postern::sim {
namespace {

constexpr std::size_t kStackBytes = 1 << 20;
// So many waits without a single step in between: everybody waits for everybody.
constexpr int kWaitsMax = 1'000'000;

Scheduler* active = nullptr;
int active_index = -1;

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "simulation: %s\n", why);
  std::abort();
}

}  // namespace

struct Scheduler::Client {
  int index = -1;
  std::function<void()> body;
  std::unique_ptr<char[]> stack;
  ucontext_t context = {};
  bool in_transaction = false;  // Of its calls: the engine keeps that by thread.
  bool done = false;
  void* fake_stack = nullptr;  // Of the address sanitizer.

  // Bounds of the stack, as the sanitizer wants to know them.
  const void* bottom = nullptr;
  std::size_t size = 0;
};

Scheduler::Scheduler(Dice& dice, std::size_t steps_per_switch)
    : dice_(dice), steps_per_switch_(steps_per_switch), outside_(std::make_unique<Client>()) {}

Scheduler::~Scheduler() = default;

Scheduler* Scheduler::current() {
  return active_index < 0 ? nullptr : active;
}
int Scheduler::self() {
  return active_index;
}

void Scheduler::run(std::vector<std::function<void()>> bodies) {
  clients_.clear();
  for (auto& body : bodies) {
    auto made = std::make_unique<Client>();
    made->index = static_cast<int>(clients_.size());
    made->body = std::move(body);
    made->stack = std::make_unique<char[]>(kStackBytes);
    made->bottom = made->stack.get();
    made->size = kStackBytes;
    if (getcontext(&made->context) != 0) give_up("no context");
    made->context.uc_stack.ss_sp = made->stack.get();
    made->context.uc_stack.ss_size = kStackBytes;
    makecontext(&made->context, &Scheduler::enter, 0);
    clients_.push_back(std::move(made));
  }
  active = this;
  running_ = outside_.get();
  switch_to(*clients_[dice_.below(clients_.size())]);
  active = nullptr;
}

// Where a client's stack begins.
void Scheduler::enter() {
  Scheduler& self = *active;
#if defined(__SANITIZE_ADDRESS__)
  Client& from = *self.outside_;
  __sanitizer_finish_switch_fiber(nullptr, from.bottom == nullptr ? &from.bottom : nullptr,
                                  from.size == 0 ? &from.size : nullptr);
#endif
  self.running_->body();
  self.leave();
}

void Scheduler::leave() {
  running_->done = true;
  switch_to(next_after_end());
  give_up("a client that had ended goes on");
}

// Apart from leave(), on whose stack nothing is destroyed any more.
Scheduler::Client& Scheduler::next_after_end() {
  const std::vector<int> left = others();
  return left.empty() ? *outside_ : client(dice_.pick(left));
}

void Scheduler::switch_to(Client& next) {
  Client& from = *running_;
  from.in_transaction = storage::internal::exchange_in_transaction(next.in_transaction);
  running_ = &next;
  active_index = next.index;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(from.done ? nullptr : &from.fake_stack, next.bottom, next.size);
#endif
  if (swapcontext(&from.context, &next.context) != 0) give_up("no switch");
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(from.fake_stack, nullptr, nullptr);
#endif
}

std::vector<int> Scheduler::others() const {
  std::vector<int> list;
  for (const auto& client : clients_) {
    if (!client->done && client.get() != running_) list.push_back(client->index);
  }
  return list;
}

void Scheduler::step() {
  waits_in_a_row_ = 0;
  if (!dice_.one_in(steps_per_switch_)) return;
  const std::vector<int> list = others();
  if (!list.empty()) switch_to(client(dice_.pick(list)));
}

void Scheduler::wait() {
  const std::vector<int> list = others();
  if (list.empty() || ++waits_in_a_row_ > kWaitsMax) give_up("every client waits for another");
  switch_to(client(dice_.pick(list)));
}

}  // namespace postern::sim
