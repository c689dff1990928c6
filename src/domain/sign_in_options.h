// Changing which names the users of an existing pool sign in with, when their data allows it.
//
// The new names are written beside the old ones, a slice of users a transaction, as the next
// generation of the pool's sign-in names; one transaction puts that in force; then the old ones are
// removed, in slices again. So a pool of any size changes from one moment to the next, and whatever
// ends in between is taken up again by the same call. Meanwhile everybody signs in as before, and
// writes that touch names are refused for the while.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/pool.h"
#include "domain/store.h"

namespace postern::domain {

// Users that stand in the way: two with one sign-in name, or one who would be left without any.
struct SignInConflict {
  std::string attribute;
  std::string value;  // Empty: the user lacks the attribute.
  std::vector<std::string> usernames;
};

// The first `limit` conflicts, which `changed`, the pool as it is to be, would bring. Reads every
// user in one snapshot and remembers their names.
Result<std::vector<SignInConflict>> find_sign_in_conflicts(Txn& txn, const Pool& present,
                                                           const Pool& changed, std::size_t limit);

// Puts the sign-in options of `changed` in force, unless there are conflicts: then nothing changes
// and the first `limit` of them are returned. Goes on with a change that was interrupted; one with
// other options is given up first. Users keep their usernames, also where new ones are given the
// sub as username.
Result<std::vector<SignInConflict>> change_sign_in_options(Store& store, const Pool& changed,
                                                           std::size_t limit);

// TooManyRequestsException, which clients try again, while the sign-in names of the pool are being
// replaced, or have been since `pool` was read.
Status check_names_stand(Txn& txn, const Pool& pool);

}  // namespace postern::domain
