// The system's randomness: no repeats, not even in a forked child.
#include "crypto/random.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <iterator>
#include <set>

namespace postern::crypto {
namespace {

TEST_CASE("K12: draws of 128 bits do not repeat", "[crypto][random]") {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) seen.insert(random.bytes(16));
  CHECK(seen.size() == 10'000);
}

TEST_CASE("C09: a forked child draws other bytes than its parent", "[crypto][random]") {
  SystemRandom random;
  (void)random.bytes(32);
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string drawn = random.bytes(32);
    _exit(write(ends[1], drawn.data(), drawn.size()) == 32 ? 0 : 1);
  }
  const std::string ours = random.bytes(32);
  std::string theirs(32, '\0');
  REQUIRE(read(ends[0], theirs.data(), theirs.size()) == 32);
  CHECK(ours != theirs);
  REQUIRE(waitpid(child, nullptr, 0) == child);
  close(ends[0]);
  close(ends[1]);
}

// In the calling process the kernel's generator fails from here on.
bool break_kernel_random() {
  constexpr auto kNumber = static_cast<std::uint32_t>(offsetof(seccomp_data, nr));
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kNumber),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{static_cast<unsigned short>(std::size(filter)), filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// How a child ends that draws: 0, or the signal that ended it; -1: it cannot be tried here.
int end_of_drawing(bool broken) {
  SystemRandom random;
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGABRT, SIG_DFL);  // Catch's own would report it.
    if (broken && !break_kernel_random()) _exit(1);
    (void)random.bytes(32);
    _exit(0);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) return -1;
  if (WIFSIGNALED(status)) return WTERMSIG(status);
  return WEXITSTATUS(status) == 0 ? 0 : -1;
}

TEST_CASE("K11: without the kernel's generator nothing is drawn", "[crypto][random]") {
  CHECK(end_of_drawing(false) == 0);
  const int ended = end_of_drawing(true);
  if (ended == -1) return;  // Filters are not allowed here.
  CHECK(ended == SIGABRT);
}

TEST_CASE("drawing nothing is allowed", "[crypto][random]") {
  SystemRandom random;
  CHECK(random.bytes(0).empty());
  CHECK(random.below(1) == 0);
}

}  // namespace
}  // namespace postern::crypto
