// Engine handles that are checked at every use: closed, foreign and invented ones are refused.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "engine/engine.h"
#include "postern/engine.h"

namespace postern::capi {

// The engines of this process. A postern_engine* is no address but a number that names a slot and
// the generation of the engine in it, so that no use of it can touch freed memory. The slots never
// move and are never freed.
//
// A slot's word holds the generation (upper half; odd while an engine is open) and the number of
// calls that run in it (lower half). Entering adds one and looks at the generation it met; closing
// swaps in the next generation on condition that the closer itself is the only one inside. Hence a
// close never waits, and a call never meets an engine that is being destroyed.
//
// A forked child inherits the table but not the threads, and sharing an open SQLite file across a
// fork corrupts it. A fork handler retires every generation in the child: handles from before the
// fork are refused there and their engines' memory is left untouched.
class HandleTable {
 public:
  static constexpr std::size_t kSlots = 1024;

  // The one table. Constant-initialised and trivially destroyed: no order of static destructors.
  static HandleTable& instance();

  // Takes the engine in. Fails with Errc::busy when kSlots engines are open.
  Result<postern_engine*> insert(std::unique_ptr<Engine> engine);

  // The engine, for as long as leave() is not called; null if `handle` is not an open engine.
  Engine* enter(postern_engine* handle);
  // REQUIRES: a matching enter() that returned non-null.
  void leave(postern_engine* handle);

  // Destroys the engine unless calls run in it.
  Status close(postern_engine* handle);

 private:
  struct alignas(64) Slot {
    std::atomic<std::uint64_t> word{0};
    std::atomic<Engine*> engine{nullptr};  // Null: free to be claimed.
  };

  Slot* slot_of(postern_engine* handle);
  void retire_all();

  std::array<Slot, kSlots> slots_{};
};

// An engine held open for one call.
class Lease {
 public:
  explicit Lease(postern_engine* handle)
      : handle_(handle), engine_(HandleTable::instance().enter(handle)) {}
  ~Lease() {
    if (engine_ != nullptr) HandleTable::instance().leave(handle_);
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  explicit operator bool() const { return engine_ != nullptr; }
  Engine* operator->() const { return engine_; }

 private:
  postern_engine* handle_;
  Engine* engine_;
};

// Counts how deep this thread's calls of one engine nest through its callbacks. Lives on the stack.
// A call that a callback left by longjmp stays in the count, with objects of the engine's that are
// gone; where the next call tells, the process ends (T09; host_call.h).
class CallFrame {
 public:
  explicit CallFrame(postern_engine* handle);
  ~CallFrame();
  CallFrame(const CallFrame&) = delete;
  CallFrame& operator=(const CallFrame&) = delete;

  // False when the host's callbacks nest deeper than POSTERN_CALL_DEPTH_MAX.
  [[nodiscard]] bool within_limit() const;

 private:
  postern_engine* handle_;
  const CallFrame* outer_;
};

}  // namespace postern::capi
