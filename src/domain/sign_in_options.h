// Changing which names the users of an existing pool sign in with, when their data allows it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/pool.h"
#include "domain/store.h"

namespace postern::domain {

// The change is one transaction, which bounds how many users it may cover.
inline constexpr std::size_t kSignInChangeUsersMax = 50'000;

// Users that stand in the way: two with one sign-in name, or one who would be left without any.
struct SignInConflict {
  std::string attribute;
  std::string value;  // Empty: the user lacks the attribute.
  std::vector<std::string> usernames;
};

// The first `limit` conflicts, which `changed`, the pool as it is to be, would bring.
// LimitExceededException for a pool with more users than the change may cover.
Result<std::vector<SignInConflict>> find_sign_in_conflicts(Txn& txn, const Pool& present,
                                                           const Pool& changed, std::size_t limit);

// Saves `changed` and moves every user's sign-in names. REQUIRES: no conflicts in this transaction.
// Users keep their usernames, also where new ones are given the sub as username.
Status change_sign_in_options(Txn& txn, const Pool& present, const Pool& changed);

}  // namespace postern::domain
