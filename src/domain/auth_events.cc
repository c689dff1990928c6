// What users did, and what others tried in their name, in pools that keep it.
#include "domain/auth_events.h"

#include <algorithm>

#include "domain/keyspace.h"
#include "domain/lone_marks.h"
#include "domain/settings.h"

namespace postern::domain {
namespace {

constexpr std::int64_t kKeptUs = 730LL * 86'400 * kMicrosPerSecond;
constexpr std::int64_t kInProgressUs = 3'600 * kMicrosPerSecond;

std::string events_prefix(std::string_view pool_id, std::string_view sub) {
  return keys::pool_data(pool_id, keys::kAuthEvent).text(sub).take();
}

std::string key_of(std::string_view pool_id, std::string_view sub, const AuthEvent& event) {
  return keys::auth_event(pool_id, sub, event.created_us, event.id);
}

Status put_event(Txn& txn, const std::string& key, const AuthEvent& event) {
  POSTERN_CHECK(put_lone_mark(txn, keys::expiry(event.created_us + kKeptUs, key)));
  return txn.put(key, event);
}

// With the mark of its expiry: a history that turns over quickly leaves nothing behind.
Status erase_event(Txn& txn, std::string_view prefix, const std::string& key) {
  storage::KeyReader reader(std::string_view(key).substr(prefix.size()));
  POSTERN_TRY(const std::uint64_t inverted, reader.u64());
  const auto created_us = static_cast<std::int64_t>(~inverted);
  POSTERN_CHECK(txn.erase(keys::expiry(created_us + kKeptUs, key)));
  return txn.erase(key);
}

// The newest event, when `event` ends what it began.
Result<std::optional<storage::Row>> begun_by(Txn& txn, std::string_view prefix,
                                             const AuthEvent& event, AuthEvent& begun) {
  constexpr std::size_t kLookedAt = 8;  // Others may have happened in between.
  POSTERN_TRY(auto rows, txn.scan_prefix(prefix, {}, kLookedAt));
  for (storage::Row& row : rows) {
    POSTERN_TRY(begun, txn.open<AuthEvent>(row.key, row.value));
    if (begun.response == "InProgress" && begun.type == event.type &&
        begun.client_id == event.client_id && event.created_us - begun.created_us < kInProgressUs) {
      return std::optional<storage::Row>(std::move(row));
    }
  }
  return std::optional<storage::Row>();
}

Status take_place_of_begun(Txn& txn, std::string_view prefix, AuthEvent& event) {
  if (event.response == "InProgress") return ok();
  AuthEvent begun;
  POSTERN_TRY(const auto row, begun_by(txn, prefix, event, begun));
  if (!row) return ok();
  event.challenges.insert(event.challenges.begin(), begun.challenges.begin(),
                          begun.challenges.end());
  if (event.ip.empty()) event.ip = begun.ip;
  if (event.device.empty()) event.device = begun.device;
  event.compromised = event.compromised || begun.compromised;
  if (event.risk_decision.empty() && !begun.risk_decision.empty()) {
    event.risk_decision = begun.risk_decision;
    event.risk_level = begun.risk_level;
    event.id = begun.id;  // By which its user may have been told of it.
  }
  return erase_event(txn, prefix, row->key);
}

Status make_room(Txn& txn, std::string_view prefix) {
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(prefix, {}, SIZE_MAX));
  for (std::size_t i = kAuthEventsPerUserMax - 1; i < rows.size(); ++i) {
    POSTERN_CHECK(erase_event(txn, prefix, rows[i].key));
  }
  return ok();
}

}  // namespace

bool keeps_auth_events(const Pool& pool) {
  const std::string_view mode =
      member_or_empty(pool.settings, "UserPoolAddOns").get_string("AdvancedSecurityMode");
  return mode == "AUDIT" || mode == "ENFORCED";
}

Status check_keeps_auth_events(const Pool& pool) {
  if (keeps_auth_events(pool)) return ok();
  return reject("UserPoolAddOnNotEnabledException",
                "User pool doesn't have advanced security configured");
}

Status add_auth_event(Txn& txn, const Pool& pool, std::string_view sub, AuthEvent event) {
  const std::string prefix = events_prefix(pool.id, sub);
  POSTERN_CHECK(take_place_of_begun(txn, prefix, event));
  POSTERN_CHECK(make_room(txn, prefix));
  return put_event(txn, key_of(pool.id, sub, event), event);
}

std::string position_of(std::string_view pool_id, std::string_view sub, const AuthEvent& event) {
  return key_of(pool_id, sub, event);
}

Result<std::vector<AuthEvent>> list_auth_events(Txn& txn, std::string_view pool_id,
                                                std::string_view sub, std::string_view after,
                                                std::size_t limit) {
  POSTERN_TRY(const auto rows, txn.scan_prefix(events_prefix(pool_id, sub), after, limit));
  std::vector<AuthEvent> events;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(auto event, txn.open<AuthEvent>(row.key, row.value));
    events.push_back(std::move(event));
  }
  return events;
}

Status set_feedback(Txn& txn, std::string_view pool_id, std::string_view sub,
                    const EventFeedback& feedback, std::int64_t now_us) {
  POSTERN_TRY(auto events, list_auth_events(txn, pool_id, sub, {}, SIZE_MAX));
  const auto found = std::find_if(events.begin(), events.end(), [&](const AuthEvent& event) {
    return event.id == feedback.event_id;
  });
  if (found == events.end()) {
    return reject("ResourceNotFoundException", "Auth event does not exist.");
  }
  found->feedback = feedback.value;
  found->feedback_by = feedback.provider;
  found->feedback_us = now_us;
  return txn.put(key_of(pool_id, sub, *found), *found);
}

}  // namespace postern::domain
