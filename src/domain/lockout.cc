// Failed sign-ins: after five, each further one locks the user out for twice as long.
#include "domain/lockout.h"

#include <algorithm>
#include <optional>
#include <string>

#include "domain/keyspace.h"
#include "domain/lone_marks.h"

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

// When nothing about the failures matters any more.
std::int64_t forgotten_at_us(const Lockout& lockout) {
  return std::max(lockout.last_failure_us, lockout.locked_until_us) + kForgetAfterUs;
}

// A lock that would last longer than any lock does was set before the clock went back (L01, D21).
bool is_locked(const Lockout& lockout, std::int64_t now_us) {
  return now_us < lockout.locked_until_us && lockout.locked_until_us - now_us <= kLongestLockUs;
}

// The row has one mark that lets the sweep remove it once it is forgotten, however many names are
// guessed at (L10).
Status erase_mark(Txn& txn, const std::string& key, const std::optional<Lockout>& stored) {
  return stored ? txn.erase(keys::expiry(forgotten_at_us(*stored), key)) : ok();
}

}  // namespace

Status check_lockout(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::int64_t now_us) {
  POSTERN_TRY(auto lockout, txn.get<Lockout>(keys::lockout(pool_id, sub)));
  if (lockout && is_locked(*lockout, now_us)) return not_authorized("Password attempts exceeded");
  return ok();
}

Status count_failure(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::int64_t now_us) {
  const std::string key = keys::lockout(pool_id, sub);
  POSTERN_TRY(auto stored, txn.get<Lockout>(key));
  POSTERN_CHECK(erase_mark(txn, key, stored));
  Lockout lockout = stored.value_or(Lockout());
  if (now_us >= forgotten_at_us(lockout)) lockout = Lockout();
  ++lockout.failures;
  lockout.last_failure_us = now_us;
  if (lockout.failures >= kFreeFailures) {
    lockout.locked_until_us = now_us + lock_duration_us(lockout.failures);
  }
  POSTERN_CHECK(put_lone_mark(txn, keys::expiry(forgotten_at_us(lockout), key)));
  return txn.put(key, lockout);
}

Status clear_failures(Txn& txn, std::string_view pool_id, std::string_view sub) {
  const std::string key = keys::lockout(pool_id, sub);
  POSTERN_TRY(auto stored, txn.get<Lockout>(key));
  if (!stored) return ok();
  POSTERN_CHECK(erase_mark(txn, key, stored));
  return txn.erase(key);
}

}  // namespace postern::domain
