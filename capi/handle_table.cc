// The table of open engines: lock-free, so that it also works in a forked child.
#include "capi/handle_table.h"

#include <pthread.h>

#include "capi/guard.h"
#include "capi/host_call.h"

namespace postern::capi {
namespace {

constinit HandleTable g_table;

// The calls that this thread is in, innermost first.
thread_local const CallFrame* t_innermost = nullptr;

constexpr std::uint64_t kOneGeneration = std::uint64_t{1} << 32;

std::uint32_t generation_of(std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32); }
bool is_open(std::uint32_t generation) { return (generation & 1) != 0; }

// A handle is 0xD00C, the generation and the slot, 16, 32 and 16 bits. Addresses do not begin like
// that on any 64-bit machine, so that a handle used as one faults and an address is no handle.
static_assert(sizeof(postern_engine*) == sizeof(std::uint64_t));
constexpr std::uint64_t kMark = std::uint64_t{0xD00C} << 48;
constexpr std::uint64_t kMarkBits = std::uint64_t{0xFFFF} << 48;

std::uint64_t number_of(postern_engine* handle) { return reinterpret_cast<std::uint64_t>(handle); }
std::uint32_t generation_of(postern_engine* handle) {
  return static_cast<std::uint32_t>(number_of(handle) >> 16);
}
postern_engine* handle_of(std::uint32_t generation, std::size_t index) {
  return reinterpret_cast<postern_engine*>(kMark | std::uint64_t{generation} << 16 | index);
}

}  // namespace

HandleTable& HandleTable::instance() { return g_table; }

HandleTable::Slot* HandleTable::slot_of(postern_engine* handle) {
  const std::uint64_t number = number_of(handle);
  const std::size_t index = number & 0xFFFF;
  if ((number & kMarkBits) != kMark || index >= kSlots || !is_open(generation_of(handle))) {
    return nullptr;
  }
  return &slots_[index];
}

Result<postern_engine*> HandleTable::insert(std::unique_ptr<Engine> engine) {
  static std::atomic<bool> installed{false};
  if (!installed.exchange(true)) {
    pthread_atfork(nullptr, nullptr, [] { instance().retire_all(); });
  }
  for (std::size_t i = 0; i < kSlots; ++i) {
    Slot& slot = slots_[i];
    Engine* expected = nullptr;
    if (!slot.engine.compare_exchange_strong(expected, engine.get())) continue;
    static_cast<void>(engine.release());
    return handle_of(generation_of(slot.word.fetch_add(kOneGeneration)) + 1, i);
  }
  return busy("Too many open engines");
}

Engine* HandleTable::enter(postern_engine* handle) {
  Slot* slot = slot_of(handle);
  if (slot == nullptr) return nullptr;
  const std::uint64_t met = slot->word.fetch_add(1, std::memory_order_acquire);
  if (generation_of(met) == generation_of(handle)) {
    return slot->engine.load(std::memory_order_relaxed);
  }
  slot->word.fetch_sub(1, std::memory_order_release);
  return nullptr;
}

void HandleTable::leave(postern_engine* handle) {
  slot_of(handle)->word.fetch_sub(1, std::memory_order_release);
}

Status HandleTable::close(postern_engine* handle) {
  if (enter(handle) == nullptr) return bad_handle();
  Slot* slot = slot_of(handle);
  std::uint64_t only_us = std::uint64_t{generation_of(handle)} << 32 | 1;
  const std::uint64_t closed = (std::uint64_t{generation_of(handle)} + 1) << 32;
  if (!slot->word.compare_exchange_strong(only_us, closed)) {
    leave(handle);
    return busy("The engine is in use");
  }
  delete slot->engine.load(std::memory_order_relaxed);
  slot->engine.store(nullptr, std::memory_order_release);  // The slot is free only after that.
  return ok();
}

// Runs in the child of a fork, which has one thread. The engines stay where they are: destroying
// them would touch locks and files that belong to the parent.
void HandleTable::retire_all() {
  count_fork();
  for (Slot& slot : slots_) {
    const std::uint64_t word = slot.word.load();
    if (is_open(generation_of(word))) slot.word.store(word + kOneGeneration);
  }
}

CallFrame::CallFrame(postern_engine* handle) : handle_(handle) {
  check_host_calls_returned();
  outer_ = t_innermost;
  t_innermost = this;
}

CallFrame::~CallFrame() { t_innermost = outer_; }

bool CallFrame::within_limit() const {
  int nested = 0;
  for (const CallFrame* frame = outer_; frame != nullptr; frame = frame->outer_) {
    if (frame->handle_ == handle_) ++nested;
  }
  return nested <= POSTERN_CALL_DEPTH_MAX;
}

}  // namespace postern::capi
