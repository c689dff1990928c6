// What users did, and what others tried in their name, in pools that keep it: newest first, so many
// a user, for two years.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// The history an attacker can push out with attempts of their own is bounded as well.
inline constexpr std::size_t kAuthEventsPerUserMax = 256;

// Whether the pool's AdvancedSecurityMode asks for it.
bool keeps_auth_events(const Pool& pool);

// UserPoolAddOnNotEnabledException where it does not.
Status check_keeps_auth_events(const Pool& pool);

// Adds an event. One that ends what an event "InProgress" of the same type and client began within
// the hour takes its place, with the challenges of both.
Status add_auth_event(Txn& txn, const Pool& pool, std::string_view sub, AuthEvent event);

// Where an event stands in its user's history, for listings.
std::string position_of(std::string_view pool_id, std::string_view sub, const AuthEvent& event);

// Newest first, after that position (empty: from the newest).
Result<std::vector<AuthEvent>> list_auth_events(Txn& txn, std::string_view pool_id,
                                                std::string_view sub, std::string_view after,
                                                std::size_t limit);

// Who says of an event whether it was the user.
struct EventFeedback {
  std::string_view event_id;
  std::string_view value;     // "Valid" or "Invalid".
  std::string_view provider;  // "Admin" or "User".
};

// ResourceNotFoundException when the user has no such event.
Status set_feedback(Txn& txn, std::string_view pool_id, std::string_view sub,
                    const EventFeedback& feedback, std::int64_t now_us);

}  // namespace postern::domain
