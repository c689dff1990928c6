// Failed sign-ins: after five, each further one locks the user out for twice as long.
#include "domain/lockout.h"

#include <algorithm>
#include <optional>
#include <string>

#include "domain/keyspace.h"
#include "domain/known_sources.h"
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

Status count(Txn& txn, const std::string& key, std::int64_t now_us) {
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

Status clear(Txn& txn, const std::string& key) {
  POSTERN_TRY(auto stored, txn.get<Lockout>(key));
  if (!stored) return ok();
  POSTERN_CHECK(erase_mark(txn, key, stored));
  return txn.erase(key);
}

Result<bool> locks(Txn& txn, const std::string& key, std::int64_t now_us) {
  POSTERN_TRY(const auto lockout, txn.get<Lockout>(key));
  return lockout && is_locked(*lockout, now_us);
}

// The row of failures where the user has signed in from; it lies behind that of all others.
std::string key_at(std::string_view pool_id, std::string_view sub, std::string_view source) {
  return keys::pool_data(pool_id, keys::kLockout).text(sub).text(source).take();
}

}  // namespace

Status check_lockout(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::string_view source, std::int64_t now_us) {
  const Error refused = not_authorized("Password attempts exceeded");
  if (!source.empty()) {
    POSTERN_TRY(const bool locked_here, locks(txn, key_at(pool_id, sub, source), now_us));
    if (locked_here) return refused;
  }
  POSTERN_TRY(const bool locked, locks(txn, keys::lockout(pool_id, sub), now_us));
  if (!locked) return ok();
  POSTERN_TRY(const bool lives_here, has_signed_in_from(txn, pool_id, sub, source));
  return lives_here ? ok() : Status(refused);
}

Status count_failure(Txn& txn, std::string_view pool_id, std::string_view sub,
                     std::string_view source, std::int64_t now_us) {
  POSTERN_TRY(const bool lives_here, has_signed_in_from(txn, pool_id, sub, source));
  return count(txn, lives_here ? key_at(pool_id, sub, source) : keys::lockout(pool_id, sub),
               now_us);
}

Status clear_failures(Txn& txn, std::string_view pool_id, std::string_view sub,
                      std::string_view source) {
  if (!source.empty()) POSTERN_CHECK(clear(txn, key_at(pool_id, sub, source)));
  const std::string key = keys::lockout(pool_id, sub);
  POSTERN_TRY(const auto elsewhere, txn.get<Lockout>(key));
  if (!elsewhere) return ok();
  // What strangers have guessed stays counted when the user signs in at home.
  POSTERN_TRY(const bool lives_here, has_signed_in_from(txn, pool_id, sub, source));
  return lives_here ? ok() : clear(txn, key);
}

Status clear_all_failures(Txn& txn, std::string_view pool_id, std::string_view sub) {
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(keys::lockout(pool_id, sub), {}, SIZE_MAX));
  for (const auto& row : rows) POSTERN_CHECK(clear(txn, row.key));
  return ok();
}

}  // namespace postern::domain
