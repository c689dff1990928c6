// Browsers that have signed in on the pages of managed login.
#include "domain/browser_sessions.h"

#include <algorithm>
#include <functional>

#include "domain/keyspace.h"
#include "domain/lone_marks.h"

namespace postern::domain {
namespace {

std::string sessions_prefix(std::string_view pool_id, std::string_view sub) {
  return keys::pool_data(pool_id, keys::kBrowserSession).text(sub).take();
}

bool has_ended(Txn& txn, const BrowserSession& session, std::int64_t now_us) {
  return now_us >= session.expires_us || session.epoch < txn.epoch().sessions_from;
}

}  // namespace

Result<std::optional<BrowserSession>> find_browser_session(Txn& txn, std::string_view pool_id,
                                                           std::string_view sub,
                                                           std::string_view id,
                                                           std::int64_t now_us) {
  POSTERN_TRY(auto session, txn.get<BrowserSession>(keys::browser_session(pool_id, sub, id)));
  if (session && has_ended(txn, *session, now_us)) session.reset();
  return session;
}

Result<std::vector<BrowserSession>> list_browser_sessions(Txn& txn, std::string_view pool_id,
                                                          std::string_view sub,
                                                          std::int64_t now_us) {
  POSTERN_TRY(const auto rows, txn.scan_prefix(sessions_prefix(pool_id, sub), {}, SIZE_MAX));
  std::vector<BrowserSession> sessions;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(BrowserSession session, txn.open<BrowserSession>(row.key, row.value));
    if (!has_ended(txn, session, now_us)) sessions.push_back(std::move(session));
  }
  std::ranges::stable_sort(sessions, std::greater<>(), &BrowserSession::started_us);
  return sessions;
}

Status insert_browser_session(Txn& txn, std::string_view pool_id, const BrowserSession& session) {
  const std::string key = keys::browser_session(pool_id, session.sub, session.id);
  POSTERN_CHECK(put_lone_mark(txn, keys::expiry(session.expires_us, key)));
  BrowserSession begun = session;
  begun.epoch = txn.epoch().number;
  return txn.put(key, begun);
}

Status erase_browser_session(Txn& txn, std::string_view pool_id, std::string_view sub,
                             std::string_view id) {
  return txn.erase(keys::browser_session(pool_id, sub, id));
}

Status erase_browser_sessions(Txn& txn, std::string_view pool_id, std::string_view sub) {
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(sessions_prefix(pool_id, sub), {}, SIZE_MAX));
  for (const auto& row : rows) POSTERN_CHECK(txn.erase(row.key));
  return ok();
}

}  // namespace postern::domain
