// The system's randomness: no repeats, not even in a forked child.
#include "crypto/random.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

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

TEST_CASE("drawing nothing is allowed", "[crypto][random]") {
  SystemRandom random;
  CHECK(random.bytes(0).empty());
  CHECK(random.below(1) == 0);
}

}  // namespace
}  // namespace postern::crypto
