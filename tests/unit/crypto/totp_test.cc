// One-time passwords of authenticator apps, against the vectors of the RFCs.
#include "crypto/totp.h"

#include <catch2/catch.hpp>

using namespace postern;

namespace {

// RFC 6238 appendix B and RFC 4226 appendix D use this seed for SHA-1.
constexpr std::string_view kSeed = "12345678901234567890";

}  // namespace

TEST_CASE("RFC 6238 appendix B: eight digits at six times") {
  struct Row {
    std::int64_t time_s;
    std::string_view code;
  };
  for (const Row& row : {Row{59, "94287082"}, Row{1'111'111'109, "07081804"},
                         Row{1'111'111'111, "14050471"}, Row{1'234'567'890, "89005924"},
                         Row{2'000'000'000, "69279037"}, Row{20'000'000'000, "65353130"}}) {
    CHECK(crypto::totp::code(kSeed, crypto::totp::step_at(row.time_s), 8) == row.code);
  }
}

TEST_CASE("RFC 4226 appendix D: six digits of the first ten counters") {
  constexpr std::string_view kCodes[] = {"755224", "287082", "359152", "969429", "338314",
                                         "254676", "287922", "162583", "399871", "520489"};
  for (std::size_t step = 0; step < 10; ++step) {
    CHECK(crypto::totp::code(kSeed, static_cast<std::int64_t>(step)) == kCodes[step]);
  }
}

TEST_CASE("M02: a code is good one step early and one step late, no longer") {
  constexpr std::int64_t kStep = 5;
  const std::string code = crypto::totp::code(kSeed, kStep);
  const auto at = [&](std::int64_t step) {
    return crypto::totp::matching_step(kSeed, code, step * crypto::totp::kStepSeconds);
  };
  CHECK_FALSE(at(kStep - 2));
  CHECK(at(kStep - 1) == kStep);
  CHECK(at(kStep) == kStep);
  CHECK(at(kStep + 1) == kStep);
  CHECK_FALSE(at(kStep + 2));
}

TEST_CASE(
    "a code of another length, and one in the first seconds of time, match nothing by chance") {
  CHECK_FALSE(crypto::totp::matching_step(kSeed, "", 59));
  CHECK_FALSE(crypto::totp::matching_step(kSeed, "94287082", 59));
  CHECK(crypto::totp::matching_step(kSeed, "755224", 0) == 0);
}
