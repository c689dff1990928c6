// What refusals cost: as much for a name that nobody has.
#include <ctime>

#include "ops/auth_fixture.h"

using namespace postern;
using namespace postern::test;

// Processor time, of which a hash at the usual cost takes tens of milliseconds and all the rest
// together one.
TEST_CASE("E02: a name nobody has costs the work of a wrong password") {
  AuthFixture fixture;
  fixture.new_confirmed("alice");
  fixture.engine.reset();
  fixture.password_memory_kib = 0;
  fixture.engine = fixture.open(fixture.memory);
  const auto cost_us = [&](std::string_view name) {
    timespec before{};
    timespec after{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    CHECK(fixture.sign_in_refusal(name, kWrongPassword, fixture.hiding) == kNotAuthorized);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    return (after.tv_sec - before.tv_sec) * 1'000'000 + (after.tv_nsec - before.tv_nsec) / 1'000;
  };
  REQUIRE(fixture.refusal("InitiateAuth", fixture.password_request("bob", kPassword)) ==
          "UserNotFoundException: User does not exist.");
  fixture.sign_in("alice");  // Its hash is of the usual cost from here on.
  const auto known = cost_us("alice");
  const auto unknown = cost_us("nobody");
  CHECK(unknown > known / 2);
  CHECK(known > unknown / 2);
}
