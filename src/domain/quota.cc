// How often a user may ask for one kind of thing within an hour.
#include "domain/quota.h"

#include "domain/keyspace.h"
#include "domain/lone_marks.h"

namespace postern::domain {
namespace {

constexpr std::int64_t kWindowUs = 3600 * kMicrosPerSecond;

std::int64_t ends_at_us(const Quota& quota) { return quota.window_start_us + kWindowUs; }

}  // namespace

Status use_quota(Txn& txn, std::string_view pool_id, std::string_view sub, const QuotaRule& rule,
                 std::int64_t now_us) {
  const std::string key = keys::quota(pool_id, sub, rule.kind);
  POSTERN_TRY(auto stored, txn.get<Quota>(key));
  Quota quota = stored.value_or(Quota());
  const std::int64_t age_us = now_us - quota.window_start_us;
  // A window that lies ahead was opened before the clock went back (D21).
  if (age_us >= kWindowUs || age_us < 0) {
    // One mark lets the sweep remove the row with its window, however many names are tried (L10).
    POSTERN_CHECK(txn.erase(keys::expiry(ends_at_us(quota), key)));
    quota.window_start_us = now_us;
    quota.used = 0;
    POSTERN_CHECK(put_lone_mark(txn, keys::expiry(ends_at_us(quota), key)));
  }
  if (quota.used >= rule.per_hour) {
    return reject("LimitExceededException",
                  "Attempt limit exceeded, please try after some time.");
  }
  ++quota.used;
  return txn.put(key, quota);
}

}  // namespace postern::domain
