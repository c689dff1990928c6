// Around calls of the host's functions: they must come back, as themselves, in the same process.
#include "capi/host_call.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <exception>

namespace postern::capi {
namespace {

std::atomic<std::uint32_t> g_forks{0};

// Where the stack was in the innermost function of the host's that this thread is in; null: in
// none.
thread_local const char* t_in_host = nullptr;

const char* stack_here() {
  return static_cast<const char*>(__builtin_frame_address(0));
}

// The thread's own stack; a fiber runs on another, of which nothing can be told.
struct Stack {
  const char* begin = nullptr;
  const char* end = nullptr;

  Stack() {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
    void* address = nullptr;
    std::size_t bytes = 0;
    if (pthread_attr_getstack(&attributes, &address, &bytes) == 0) {
      begin = static_cast<const char*>(address);
      end = begin + bytes;
    }
    pthread_attr_destroy(&attributes);
  }
  [[nodiscard]] bool holds(const char* place) const { return place >= begin && place < end; }
};

}  // namespace

void end_process(const char* why) noexcept {
  for (const char* part : {"postern: ", why, "; see postern_trigger_fn in postern/trigger.h\n"}) {
    if (write(STDERR_FILENO, part, std::strlen(part)) < 0) break;
  }
  std::abort();
}

HostCall::HostCall() : outer_(t_in_host), forks_(g_forks.load(std::memory_order_relaxed)) {
  t_in_host = stack_here();
}

HostCall::~HostCall() {
  t_in_host = outer_;
  if (!is_back_ && std::uncaught_exceptions() == 0) end_process("a callback ended its thread");
}

void HostCall::came_back() {
  is_back_ = true;
  if (g_forks.load(std::memory_order_relaxed) == forks_) return;
  end_process("a callback returned in a process that it forked");
}

void check_host_calls_returned() noexcept {
  if (t_in_host == nullptr) return;
  const char* here = stack_here();
  if (here < t_in_host) return;
  static thread_local const Stack own;
  if (own.holds(here) && own.holds(t_in_host)) end_process("a callback was left by longjmp");
}

void count_fork() noexcept {
  g_forks.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace postern::capi
