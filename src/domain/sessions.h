// Sign-in sessions: what a refresh token stands for, and what revocation takes away.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

Result<std::optional<Session>> find_session(Txn& txn, std::string_view pool_id,
                                            std::string_view sub, std::string_view session_id);
Status put_session(Txn& txn, std::string_view pool_id, const Session& session);

// Adds a new session together with the row that makes the sweep remove it after it expires.
Status insert_session(Txn& txn, std::string_view pool_id, const Session& session);

// Ends one: its tokens are refused from the commit on. Nothing to do where it has ended.
Status revoke_session(Txn& txn, std::string_view pool_id, Session session);

// The same, and with it the session of the browser that it came from and whatever else came from
// that.
Status revoke_linked_sessions(Txn& txn, std::string_view pool_id, const Session& session);

// Ends what came from one browser's session of the user, and leaves that.
Status revoke_sessions_of_browser(Txn& txn, std::string_view pool_id, std::string_view sub,
                                  std::string_view browser_session);

// Ends every session of a user, those of browsers included; tokens of all of them are refused from
// the commit on.
Status revoke_all_sessions(Txn& txn, std::string_view pool_id, std::string_view sub);

}  // namespace postern::domain
