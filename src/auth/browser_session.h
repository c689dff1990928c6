// The session of a browser that has signed in on the pages of managed login, as its cookie has it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/services.h"
#include "base/result.h"
#include "domain/client.h"
#include "domain/user.h"

namespace postern::auth {

// Who has signed in, and how. Both are as they were stored when it was looked at.
struct BrowserSignIn {
  domain::BrowserSession session;
  domain::User user;
};

// Gives a session about to be stored its id, its times and, where it has none, its event id. No
// client takes a session for longer than the longest setting there is, so it lives for that long.
void begin_browser_session(Services& services, domain::BrowserSession& session);

// The cookie's text: sealed, and worth nothing once the row is gone.
std::string seal_browser_session(Services& services, std::string_view pool_id,
                                 const domain::BrowserSession& session);

// Who that is, where it is a session of the pool in force whose user may still sign in; nothing for
// any other text, an empty one included.
Result<std::optional<BrowserSignIn>> open_browser_session(Services& services,
                                                          const domain::Pool& pool,
                                                          std::string_view text);

// Whether it would begin today with what its user has shown: pool and user may have come to demand
// a second factor since, or the password to be replaced.
Result<bool> still_suffices(Services& services, const domain::Pool& pool,
                            const BrowserSignIn& signed_in);

// Whether the client goes on with it without asking its user again: it is young enough for the
// client's SSOSession and for `max_age_s` (OpenID Connect Core 1.0, section 3.1.2.1).
bool is_fresh_for(const domain::BrowserSession& session, const domain::Client& client,
                  std::optional<std::int64_t> max_age_s, std::int64_t now_us);

// Signs the browser out. Does nothing for a text that is none.
Status end_browser_session(Services& services, const domain::Pool& pool, std::string_view text);

}  // namespace postern::auth
