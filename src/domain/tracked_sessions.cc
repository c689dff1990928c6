// Sessions as their user sees them, in pools that track them.
#include "domain/tracked_sessions.h"

#include <algorithm>

#include "crypto/digest.h"
#include "domain/keyspace.h"
#include "domain/lone_marks.h"
#include "domain/sessions.h"

namespace postern::domain {
namespace {

constexpr std::size_t kSliceRows = 256;
constexpr std::size_t kIdTextSize = 25;

std::string listed_id(std::string_view prefix, std::string_view session_id) {
  constexpr std::string_view kAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string id(prefix);
  for (const char byte : crypto::sha256(session_id).substr(0, kIdTextSize)) {
    id.push_back(kAlphabet[static_cast<unsigned char>(byte) % kAlphabet.size()]);
  }
  return id;
}

std::string tracked_prefix(std::string_view pool_id, std::string_view sub) {
  return keys::pool_data(pool_id, keys::kTrackedSession).text(sub).take();
}

Result<bool> is_alive(Txn& txn, std::string_view pool_id, std::string_view sub,
                      const TrackedSession& tracked, std::int64_t now_us) {
  if (now_us >= tracked.expires_us) return false;
  POSTERN_TRY(const auto session, find_session(txn, pool_id, sub, tracked.session_id));
  return session && !session->revoked;
}

// Those that count, after removing the rows of those that do not any more.
Result<std::vector<TrackedSession>> tidied(Txn& txn, const Pool& pool, std::string_view sub,
                                           std::int64_t now_us) {
  POSTERN_TRY(const auto rows, txn.scan_prefix(tracked_prefix(pool.id, sub), {}, SIZE_MAX));
  std::vector<TrackedSession> alive;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(auto tracked, txn.open<TrackedSession>(row.key, row.value));
    POSTERN_TRY(const bool counts, is_alive(txn, pool.id, sub, tracked, now_us));
    if (counts) {
      alive.push_back(std::move(tracked));
    } else {
      POSTERN_CHECK(txn.erase(row.key));
    }
  }
  return alive;
}

// For one more.
Status make_room(Txn& txn, const Pool& pool, std::string_view sub, std::int64_t now_us) {
  POSTERN_TRY(auto alive, tidied(txn, pool, sub, now_us));
  std::sort(alive.begin(), alive.end(),
            [](const auto& a, const auto& b) { return a.active_us < b.active_us; });
  const auto limit = static_cast<std::size_t>(std::max(pool.sessions_per_user, 1));
  for (std::size_t i = 0; i + limit <= alive.size(); ++i) {
    POSTERN_CHECK(revoke_tracked_session(txn, pool.id, sub, alive[i]));
  }
  return ok();
}

Result<TrackedSession> begin_tracking(Txn& txn, const Pool& pool, const Session& session,
                                      std::int64_t now_us) {
  POSTERN_CHECK(make_room(txn, pool, session.sub, now_us));
  TrackedSession tracked;
  tracked.id = tracking_id(session);
  tracked.session_id = session.id;
  tracked.client_id = session.client_id;
  tracked.created_us = session.auth_time_s * kMicrosPerSecond;
  tracked.expires_us = session.expires_us;
  const std::string key = keys::tracked_session(pool.id, session.sub, session.id);
  POSTERN_CHECK(put_lone_mark(txn, keys::expiry(session.expires_us, key)));
  return tracked;
}

}  // namespace

std::string tracking_id(const Session& session) {
  return listed_id("tkn", session.id);
}

std::string tracking_id(const BrowserSession& session) {
  return listed_id("sso", session.id);
}

Status note_session_use(Txn& txn, const Pool& pool, const Session& session, std::int64_t now_us) {
  if (!pool.tracks_sessions) return ok();
  const std::string key = keys::tracked_session(pool.id, session.sub, session.id);
  POSTERN_TRY(auto tracked, txn.get<TrackedSession>(key));
  if (!tracked) {
    POSTERN_TRY(tracked, begin_tracking(txn, pool, session, now_us));
  }
  tracked->active_us = std::max(tracked->active_us, now_us);
  return txn.put(key, *tracked);
}

Status note_session_use(Store& store, const Pool& pool, const Session& session) {
  if (!pool.tracks_sessions) return ok();
  return store.transact([&](Txn& txn) -> Status {
    POSTERN_TRY(const auto stored, find_session(txn, pool.id, session.sub, session.id));
    if (!stored || stored->revoked) return not_authorized("Refresh Token has been revoked");
    return note_session_use(txn, pool, *stored, store.now_us());
  });
}

Status note_session_context(Txn& txn, const Pool& pool, std::string_view sub,
                            std::string_view session_id, std::string_view ip,
                            std::string_view device) {
  const std::string key = keys::tracked_session(pool.id, sub, session_id);
  POSTERN_TRY(auto tracked, txn.get<TrackedSession>(key));
  if (!tracked) return ok();
  if (!ip.empty()) tracked->ip = ip;
  if (!device.empty()) tracked->device = device;
  return txn.put(key, *tracked);
}

Result<std::vector<TrackedSession>> list_tracked_sessions(Txn& txn, std::string_view pool_id,
                                                          std::string_view sub,
                                                          std::int64_t now_us) {
  POSTERN_TRY(const auto rows, txn.scan_prefix(tracked_prefix(pool_id, sub), {}, SIZE_MAX));
  std::vector<TrackedSession> alive;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(auto tracked, txn.open<TrackedSession>(row.key, row.value));
    POSTERN_TRY(const bool counts, is_alive(txn, pool_id, sub, tracked, now_us));
    if (counts) alive.push_back(std::move(tracked));
  }
  std::stable_sort(alive.begin(), alive.end(),
                   [](const auto& a, const auto& b) { return a.created_us > b.created_us; });
  return alive;
}

Result<std::optional<TrackedSession>> find_tracked_session(Txn& txn, std::string_view pool_id,
                                                           std::string_view sub,
                                                           std::string_view id,
                                                           std::int64_t now_us) {
  POSTERN_TRY(auto alive, list_tracked_sessions(txn, pool_id, sub, now_us));
  const auto found = std::find_if(alive.begin(), alive.end(),
                                  [&](const TrackedSession& one) { return one.id == id; });
  if (found == alive.end()) return std::optional<TrackedSession>();
  return std::optional<TrackedSession>(std::move(*found));
}

Status revoke_tracked_session(Txn& txn, std::string_view pool_id, std::string_view sub,
                              const TrackedSession& tracked) {
  POSTERN_CHECK(txn.erase(keys::tracked_session(pool_id, sub, tracked.session_id)));
  POSTERN_TRY(auto session, find_session(txn, pool_id, sub, tracked.session_id));
  if (!session) return ok();
  return revoke_session(txn, pool_id, *std::move(session));
}

Status forget_tracked_sessions(Store& store, std::string_view pool_id) {
  const std::string prefix = keys::pool_data(pool_id, keys::kTrackedSession).take();
  for (;;) {
    POSTERN_TRY(const bool more, store.transact([&](Txn& txn) -> Result<bool> {
      POSTERN_TRY(const auto rows, txn.scan_prefix_keys(prefix, {}, kSliceRows));
      for (const storage::Row& row : rows) POSTERN_CHECK(txn.erase(row.key));
      return rows.size() == kSliceRows;
    }));
    if (!more) return ok();
  }
}

}  // namespace postern::domain
