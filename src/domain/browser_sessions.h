// Browsers that have signed in on the pages of managed login: what lets them go on without a
// question.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// One that has neither expired nor ended with an epoch of the store. Whether its user may still
// sign in, and whether a client takes a session of its age, is for others to say.
Result<std::optional<BrowserSession>> find_browser_session(Txn& txn, std::string_view pool_id,
                                                           std::string_view sub,
                                                           std::string_view id,
                                                           std::int64_t now_us);

// All of a user's that find_browser_session() would find, newest first.
Result<std::vector<BrowserSession>> list_browser_sessions(Txn& txn, std::string_view pool_id,
                                                          std::string_view sub,
                                                          std::int64_t now_us);

// Adds one together with the row that makes the sweep remove it.
Status insert_browser_session(Txn& txn, std::string_view pool_id, const BrowserSession& session);

// Signs the browser out; what it was given tokens for goes on.
Status erase_browser_session(Txn& txn, std::string_view pool_id, std::string_view sub,
                             std::string_view id);

// All of a user's: they end when the user's other sessions do.
Status erase_browser_sessions(Txn& txn, std::string_view pool_id, std::string_view sub);

}  // namespace postern::domain
