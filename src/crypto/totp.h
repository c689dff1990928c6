// Time-based one-time passwords as authenticator apps make them: RFC 6238 with HMAC-SHA1, six
// digits, steps of 30 seconds. SHA-1 because the apps know no other; HMAC does not need it to
// resist collisions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::crypto::totp {

// 256 bits: RFC 4226 section 4 asks for 160 at least (M10).
inline constexpr std::size_t kSeedBytes = 32;
inline constexpr std::int64_t kStepSeconds = 30;

// The step that a time belongs to. REQUIRES: time_s >= 0.
constexpr std::int64_t step_at(std::int64_t time_s) {
  return time_s / kStepSeconds;
}

// The code of one step: `digits` decimal digits. REQUIRES: step >= 0, 1 <= digits <= 9.
std::string code(std::string_view seed, std::int64_t step, int digits = 6);

// The newest step of those at, just before and just after `time_s` whose code it is (RFC 6238
// section 5.2; M02). All three are compared, each in constant time.
std::optional<std::int64_t> matching_step(std::string_view seed, std::string_view code,
                                          std::int64_t time_s);

}  // namespace postern::crypto::totp
