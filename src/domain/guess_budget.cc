// Wrong guesses from one address, whomever they are at.
#include "domain/guess_budget.h"

#include <algorithm>
#include <functional>
#include <string>

#include "domain/keyspace.h"
#include "domain/known_sources.h"
#include "domain/lone_marks.h"

namespace postern::domain {
namespace {

// A budget of so many guesses, which come back at an even rate. A row holds when all will be back,
// so that each guess moves one number.
struct Budget {
  std::int64_t guesses;
  std::int64_t each_back_us;

  [[nodiscard]] std::int64_t span_us() const { return guesses * each_back_us; }
};

constexpr Budget kOfSource{100, 30 * kMicrosPerSecond};
constexpr Budget kOfSourceInRain{10, kOfSource.each_back_us};

// The pool's is 1,600 guesses and one more a second: more than mistyped passwords come to in all
// but the largest pools, where it only makes the budgets of addresses small. It is kept in parts,
// or all wrong guesses at a pool would wait for one row.
constexpr std::size_t kPoolParts = 16;
constexpr Budget kOfPoolPart{100, 16 * kMicrosPerSecond};

std::string pool_part(std::string_view source) {
  return "pool " + std::to_string(std::hash<std::string_view>()(source) % kPoolParts);
}

// A row further ahead than any budget reaches was written before the clock went back (D21).
std::int64_t whole_at_us(const GuessBudget& stored, const Budget& budget, std::int64_t now_us) {
  const bool is_stale = stored.whole_at_us > now_us + budget.span_us();
  return is_stale ? now_us : std::max(stored.whole_at_us, now_us);
}

Result<std::int64_t> guesses_out(Txn& txn, const std::string& key, const Budget& budget,
                                 std::int64_t now_us) {
  POSTERN_TRY(const auto stored, txn.get<GuessBudget>(key));
  if (!stored) return 0;
  const std::int64_t ahead_us = whole_at_us(*stored, budget, now_us) - now_us;
  return (ahead_us + budget.each_back_us - 1) / budget.each_back_us;
}

Status take(Txn& txn, const std::string& key, const Budget& budget, std::int64_t now_us) {
  POSTERN_TRY(const auto stored, txn.get<GuessBudget>(key));
  GuessBudget changed;
  // One mark lets the sweep remove the row once the budget is whole, however many addresses guess
  // (L10).
  if (stored) POSTERN_CHECK(txn.erase(keys::expiry(stored->whole_at_us, key)));
  changed.whole_at_us = stored ? whole_at_us(*stored, budget, now_us) : now_us;
  // Guesses that were looked at side by side may overdraw by a few; no further.
  changed.whole_at_us =
      std::min(changed.whole_at_us + budget.each_back_us, now_us + budget.span_us());
  POSTERN_CHECK(put_lone_mark(txn, keys::expiry(changed.whole_at_us, key)));
  return txn.put(key, changed);
}

}  // namespace

Status check_guess_budget(Txn& txn, std::string_view pool_id, std::string_view sub,
                          std::string_view source, std::int64_t now_us) {
  if (source.empty()) return ok();
  const std::string key = keys::guess_budget(pool_id, source);
  POSTERN_TRY(const std::int64_t out, guesses_out(txn, key, kOfSource, now_us));
  if (out < kOfSourceInRain.guesses) return ok();
  const std::string part = keys::guess_budget(pool_id, pool_part(source));
  POSTERN_TRY(const std::int64_t out_of_pool, guesses_out(txn, part, kOfPoolPart, now_us));
  const bool rains = out_of_pool >= kOfPoolPart.guesses;
  if (out < (rains ? kOfSourceInRain : kOfSource).guesses) return ok();
  POSTERN_TRY(const bool lives_there, has_signed_in_from(txn, pool_id, sub, source));
  if (lives_there) return ok();
  return Error{Errc::busy, "TooManyRequestsException", "Rate exceeded"};
}

Status count_wrong_guess(Txn& txn, std::string_view pool_id, std::string_view source,
                         std::int64_t now_us) {
  if (source.empty()) return ok();
  POSTERN_CHECK(take(txn, keys::guess_budget(pool_id, source), kOfSource, now_us));
  return take(txn, keys::guess_budget(pool_id, pool_part(source)), kOfPoolPart, now_us);
}

}  // namespace postern::domain
