// Sessions as their user sees them, in pools that track them: listed, ended one by one, and so many
// at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

inline constexpr int kTrackedSessionsMax = 100;

// The id a listing shows for a session: it follows from the session's own and tells nothing of it.
std::string tracking_id(const Session& session);
std::string tracking_id(const BrowserSession& session);

// Notes that a session begins or is used, in the transaction in which it is. Where that makes one
// more than the pool allows a user, the least recently used one ends. Does nothing in a pool that
// does not track sessions.
Status note_session_use(Txn& txn, const Pool& pool, const Session& session, std::int64_t now_us);

// The same in a transaction of its own, for a session that goes on: NotAuthorizedException when it
// has ended meanwhile.
Status note_session_use(Store& store, const Pool& pool, const Session& session);

// Where the session was last used from; what is empty is left as it is.
Status note_session_context(Txn& txn, const Pool& pool, std::string_view sub,
                            std::string_view session_id, std::string_view ip,
                            std::string_view device);

// Those that have neither expired nor been revoked, newest first.
Result<std::vector<TrackedSession>> list_tracked_sessions(Txn& txn, std::string_view pool_id,
                                                          std::string_view sub,
                                                          std::int64_t now_us);

// By the id that listings show. Nothing when the user has no such session.
Result<std::optional<TrackedSession>> find_tracked_session(Txn& txn, std::string_view pool_id,
                                                           std::string_view sub,
                                                           std::string_view id,
                                                           std::int64_t now_us);

// Ends the session: all its tokens are refused from the commit on.
Status revoke_tracked_session(Txn& txn, std::string_view pool_id, std::string_view sub,
                              const TrackedSession& tracked);

// Removes what is known of all users' sessions, which go on, slice by slice.
Status forget_tracked_sessions(Store& store, std::string_view pool_id);

}  // namespace postern::domain
