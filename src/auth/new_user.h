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

// Stores a new user whose verified addresses become aliases, also where another user holds one: who
// decided on the new user decided on that. Refused with `taken_text` when the username is taken.
Status insert_taking_aliases(domain::Txn& txn, const domain::Pool& pool, const domain::User& user,
                             std::string_view taken_text);

// A user without a password needs an address that the pool sends codes to sign in to:
// InvalidParameterException without one.
Status check_passwordless(const domain::Pool& pool, const domain::User& user);

}  // namespace postern::auth
