// Sign-in sessions: what a refresh token stands for, and what revocation takes away.
#include "domain/sessions.h"

#include "domain/browser_sessions.h"
#include "domain/keyspace.h"
#include "domain/lone_marks.h"

namespace postern::domain {
namespace {

constexpr std::int64_t kLongestTokenLifeUs = 86'400 * kMicrosPerSecond;

std::string sessions_prefix(std::string_view pool_id, std::string_view sub) {
  return keys::pool_data(pool_id, keys::kSession).text(sub).take();
}

}  // namespace

Result<std::optional<Session>> find_session(Txn& txn, std::string_view pool_id,
                                            std::string_view sub, std::string_view session_id) {
  POSTERN_TRY(auto session, txn.get<Session>(keys::session(pool_id, sub, session_id)));
  if (session && txn.epoch().has_ended_session(*session)) session->revoked = true;
  return session;
}

Status put_session(Txn& txn, std::string_view pool_id, const Session& session) {
  return txn.put(keys::session(pool_id, session.sub, session.id), session);
}

Status insert_session(Txn& txn, std::string_view pool_id, const Session& session) {
  const std::string key = keys::session(pool_id, session.sub, session.id);
  // Tokens minted at the last moment outlive the session by up to a day, and are checked against
  // it.
  const std::int64_t kept_until_us = session.expires_us + kLongestTokenLifeUs;
  POSTERN_CHECK(put_lone_mark(txn, keys::expiry(kept_until_us, key)));
  Session begun = session;
  begun.epoch = txn.epoch().number;
  return txn.put(key, begun);
}

Status revoke_session(Txn& txn, std::string_view pool_id, Session session) {
  if (session.revoked) return ok();
  // The row stays until the token would have expired, so that its use is told from a forgery.
  session.revoked = true;
  txn.revokes_user(pool_id, session.sub);
  return put_session(txn, pool_id, session);
}

Status revoke_linked_sessions(Txn& txn, std::string_view pool_id, const Session& session) {
  POSTERN_CHECK(revoke_session(txn, pool_id, session));
  if (session.browser_session.empty()) return ok();
  POSTERN_CHECK(erase_browser_session(txn, pool_id, session.sub, session.browser_session));
  return revoke_sessions_of_browser(txn, pool_id, session.sub, session.browser_session);
}

Status revoke_sessions_of_browser(Txn& txn, std::string_view pool_id, std::string_view sub,
                                  std::string_view browser_session) {
  POSTERN_TRY(const auto rows, txn.scan_prefix(sessions_prefix(pool_id, sub), {}, SIZE_MAX));
  for (const auto& row : rows) {
    POSTERN_TRY(Session session, txn.open<Session>(row.key, row.value));
    if (session.browser_session != browser_session) continue;
    POSTERN_CHECK(revoke_session(txn, pool_id, std::move(session)));
  }
  return ok();
}

Status revoke_all_sessions(Txn& txn, std::string_view pool_id, std::string_view sub) {
  POSTERN_TRY(const auto rows, txn.scan_prefix(sessions_prefix(pool_id, sub), {}, SIZE_MAX));
  for (const auto& row : rows) {
    POSTERN_TRY(Session session, txn.open<Session>(row.key, row.value));
    POSTERN_CHECK(revoke_session(txn, pool_id, std::move(session)));
  }
  POSTERN_CHECK(erase_browser_sessions(txn, pool_id, sub));
  txn.revokes_user(pool_id, sub);
  return ok();
}

}  // namespace postern::domain
