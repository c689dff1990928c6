// The user that an unknown name is answered as, for clients that hide who exists.
#pragma once

#include <string_view>

#include "auth/services.h"
#include "domain/pool.h"
#include "domain/user.h"

namespace postern::auth {

// The same for the same name at every request (S09, RFC 5054 section 2.5.1.3), stored nowhere. It
// has a verifier that no password fits and no password hash, so that guessing at it goes through
// the same checks, counters and lockout as guessing at a real user, and never succeeds (E04).
domain::User simulated_user(Services& services, const domain::Pool& pool, std::string_view login);

}  // namespace postern::auth
