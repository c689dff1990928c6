// Users: finding one by any name it goes by, and writing one together with all its index rows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/attributes.h"
#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

// "CONFIRMED", "FORCE_CHANGE_PASSWORD", ...
std::string_view status_name(UserStatus status);

Result<std::optional<User>> find_user_by_sub(Txn& txn, const Pool& pool, std::string_view sub);

// By username, by an alias the pool signs in with, or, where the username is the sub, by that.
Result<std::optional<User>> find_user(Txn& txn, const Pool& pool, std::string_view login);

// The same, or UserNotFoundException "User does not exist.".
Result<User> require_user(Txn& txn, const Pool& pool, std::string_view login);

// Inserts a new user with its index rows. Rejects with UsernameExistsException when the username
// or, in a pool whose usernames are attributes, one of those is taken. `taken_text` is the text for
// a taken username. A rejection has written nothing.
Status insert_user(Txn& txn, const Pool& pool, const User& user, std::string_view taken_text);

// Writes `after` and moves the index rows that differ from `before`; stamps modified_us with
// `now_us`. Alias rows follow alias_claims(): one that another user holds is refused with
// AliasExistsException unless `take_aliases`, which moves it and unverifies it at the other user.
Status update_user(Txn& txn, const Pool& pool, const User& before, User& after, std::int64_t now_us,
                   bool take_aliases);

// Gives a user another username; UsernameExistsException when somebody has it. What was made of the
// old one, the SRP verifier, goes. Returns the user as stored.
Result<User> rename_user(Txn& txn, const Pool& pool, const User& user,
                         std::string_view new_username, std::int64_t now_us);

// Removes the user and everything that hangs on it: index rows, memberships, codes, sessions,
// second factors, passkeys.
Status remove_user(Txn& txn, const Pool& pool, const User& user);

// A sign-in name besides the username that a user has a right to.
struct AliasClaim {
  std::string attribute;
  std::string canonical;
};
std::vector<AliasClaim> alias_claims(const Pool& pool, const User& user);

// Number of users, exact at the time of reading.
Result<std::int64_t> count_users(Txn& txn, const Pool& pool);

}  // namespace postern::domain
