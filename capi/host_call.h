// Around calls of the host's functions that answer through a postern_reply, which may do anything:
// they must come back, as themselves, in the same process (T09). Clocks, randomness and stores of
// the host's are called as they are.
#pragma once

#include <cstdint>

namespace postern::capi {

// Says why on standard error and ends the process. The engine's objects between the host and its
// function are gone, or belong to another process: going on would be worse than stopping.
[[noreturn]] void end_process(const char* why) noexcept;

// Marks, for as long as it lives, that this thread is in a function of the host's. On the stack.
class HostCall {
 public:
  HostCall();
  // Ends the process where the function has ended its thread: pthread_exit unwinds the stack, and
  // not for an exception.
  ~HostCall();
  HostCall(const HostCall&) = delete;
  HostCall& operator=(const HostCall&) = delete;

  // Ends the process where the function has come back in a child that it forked: the child must
  // exec or _exit there.
  void came_back();

 private:
  const char* outer_;
  std::uint32_t forks_;
  bool is_back_ = false;
};

// Ends the process if this thread's innermost host function is still marked though it has been left
// by longjmp: then the stack is shorter than it was in there. Only on the thread's own stack can
// that be told; a call from a longer one goes unnoticed.
void check_host_calls_returned() noexcept;

// Counted by the table's fork handler: how often this process is a child of another.
void count_fork() noexcept;

template <class Call>
auto call_host(Call&& call) {
  HostCall marked;
  auto answer = call();
  marked.came_back();
  return answer;
}

}  // namespace postern::capi
