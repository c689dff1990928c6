// What lets a user say of one auth event whether it was them, without signing in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/sealed_tokens.h"
#include "base/result.h"

namespace postern::auth {

// The event of one user of one pool: a token says nothing about any other.
struct EventName {
  std::string_view pool_id;
  std::string_view sub;
  std::string_view event_id;
};

// Good for a week.
std::string seal_feedback_token(const SealedTokens& sealed, const EventName& event,
                                std::int64_t now_us);

// The sub of the user whose event it is. NotAuthorizedException for any token that was not made for
// that pool and event, or is too old.
Result<std::string> open_feedback_token(const SealedTokens& sealed, std::string_view token,
                                        std::string_view pool_id, std::string_view event_id,
                                        std::int64_t now_us);

}  // namespace postern::auth
