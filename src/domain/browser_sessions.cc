// Browsers that have signed in on the pages of managed login.
#include "domain/browser_sessions.h"

#include "domain/keyspace.h"
#include "domain/lone_marks.h"

namespace postern::domain {

Result<std::optional<BrowserSession>> find_browser_session(Txn& txn, std::string_view pool_id,
                                                           std::string_view sub,
                                                           std::string_view id,
                                                           std::int64_t now_us) {
  POSTERN_TRY(auto session, txn.get<BrowserSession>(keys::browser_session(pool_id, sub, id)));
  const bool ended =
      session && (now_us >= session->expires_us || session->epoch < txn.epoch().sessions_from);
  if (ended) session.reset();
  return session;
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
  const std::string prefix = keys::pool_data(pool_id, keys::kBrowserSession).text(sub).take();
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(prefix, {}, SIZE_MAX));
  for (const auto& row : rows) POSTERN_CHECK(txn.erase(row.key));
  return ok();
}

}  // namespace postern::domain
