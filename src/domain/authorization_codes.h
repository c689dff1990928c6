// Authorization codes (RFC 6749, section 4.1): good once, for minutes, for one client.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// As at Cognito.
inline constexpr std::int64_t kAuthorizationCodeTtlUs = 5 * 60 * kMicrosPerSecond;

// Stores what a new code stands for and returns its text, which only its holder has: the store
// keeps a hash. `code.expires_us` and its epoch are set here.
Result<std::string> make_authorization_code(Txn& txn, std::string_view pool_id,
                                            AuthorizationCode code, std::int64_t now_us,
                                            Random& random);

// What `text` stands for, used or not; nothing for an unknown, expired or voided one.
Result<std::optional<AuthorizationCode>> find_authorization_code(Txn& txn, std::string_view pool_id,
                                                                 std::string_view text,
                                                                 std::int64_t now_us);

// Uses the code up for the session of that id. REQUIRES: found in this transaction, and not used.
Status use_authorization_code(Txn& txn, std::string_view pool_id, std::string_view text,
                              AuthorizationCode code, std::string_view session_id);

}  // namespace postern::domain
