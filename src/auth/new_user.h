// Making a user record: what SignUp, AdminCreateUser and migration have in common.
#pragma once

#include <string_view>
#include <vector>

#include "auth/services.h"
#include "domain/attributes.h"
#include "domain/pool.h"
#include "domain/user.h"

namespace postern::auth {

// A user with a fresh sub, not yet stored, status unconfirmed. In a pool whose usernames are
// attributes the name becomes that attribute and the sub the username; preset attributes get their
// unverified flags. REQUIRES: check_new_username() and check_writes() passed.
domain::User make_user(Services& services, const domain::Pool& pool, std::string_view username,
                       const std::vector<domain::AttributeWrite>& attributes);

}  // namespace postern::auth
