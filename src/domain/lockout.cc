// Failed sign-ins: after five, each further one locks the user out for twice as long.
#include "domain/lockout.h"

#include <algorithm>

#include "domain/keyspace.h"

namespace postern::domain {
namespace {

constexpr int kFreeFailures = 5;
constexpr std::int64_t kLongestLockUs = 15 * 60 * kMicrosPerSecond;
// Fifteen minutes without an attempt start afresh.
constexpr std::int64_t kForgetAfterUs = kLongestLockUs;

std::int64_t lock_duration_us(int failures) {
  const int exponent = std::min(failures - kFreeFailures, 20);
  return std::min((std::int64_t{1} << exponent) * kMicrosPerSecond, kLongestLockUs);
}

}  // namespace

Status check_lockout(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::int64_t now_us) {
  POSTERN_TRY(auto lockout, txn.get<Lockout>(keys::lockout(pool_id, sub)));
  if (lockout && now_us < lockout->locked_until_us) {
    return not_authorized("Password attempts exceeded");
  }
  return ok();
}

Status count_failure(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::int64_t now_us) {
  const std::string key = keys::lockout(pool_id, sub);
  POSTERN_TRY(auto stored, txn.get<Lockout>(key));
  Lockout lockout = stored.value_or(Lockout());
  const std::int64_t quiet_since_us = std::max(lockout.last_failure_us, lockout.locked_until_us);
  if (now_us - quiet_since_us >= kForgetAfterUs) lockout = Lockout();
  ++lockout.failures;
  lockout.last_failure_us = now_us;
  if (lockout.failures >= kFreeFailures) {
    lockout.locked_until_us = now_us + lock_duration_us(lockout.failures);
  }
  return txn.put(key, lockout);
}

Status clear_failures(Txn& txn, std::string_view pool_id, std::string_view sub) {
  const std::string key = keys::lockout(pool_id, sub);
  POSTERN_TRY(const bool exists, txn.exists(key));
  return exists ? txn.erase(key) : ok();
}

}  // namespace postern::domain
