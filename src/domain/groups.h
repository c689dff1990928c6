// Groups and who is in them.
//
// A membership is two rows, one for each direction. Readers ignore memberships of a group that has
// no row: deleting a group of millions is one small transaction, after which its rows go in slices.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/pool.h"
#include "domain/records.h"
#include "domain/store.h"

namespace postern::domain {

Result<std::optional<Group>> find_group(Txn& txn, std::string_view pool_id, std::string_view name);

// The same, or ResourceNotFoundException "Group not found.".
Result<Group> require_group(Txn& txn, std::string_view pool_id, std::string_view name);

inline constexpr std::size_t kGroupsPerPoolMax = 10'000;

// Refuses with GroupExistsException a name that is taken, and with TooManyRequestsException one
// whose former members are still being removed: nobody inherits the rights of an earlier group;
// with LimitExceededException one too many.
Status insert_group(Txn& txn, std::string_view pool_id, const Group& group);
Status put_group(Txn& txn, std::string_view pool_id, const Group& group);

// From here on the group has no members for any reader. Call erase_members() afterwards.
Status erase_group(Txn& txn, std::string_view pool_id, std::string_view name);

// Removes what memberships a deleted group left, slice by slice. Does nothing to a group that
// exists.
Status erase_members(Store& store, std::string_view pool_id, std::string_view name);

// Both succeed when there is nothing to do. A user is in at most kGroupsPerUserMax groups.
Status add_member(Txn& txn, std::string_view pool_id, std::string_view group, std::string_view sub);
Status remove_member(Txn& txn, std::string_view pool_id, std::string_view group,
                     std::string_view sub);

inline constexpr std::size_t kGroupsPerUserMax = 100;

// By precedence, then name: the order of cognito:groups and cognito:roles in tokens.
Result<std::vector<Group>> groups_of_user(Txn& txn, std::string_view pool_id, std::string_view sub);

// Groups by name, after the one named `after` (empty: from the start).
Result<std::vector<Group>> list_groups(Txn& txn, std::string_view pool_id, std::string_view after,
                                       std::size_t limit);

// Subs of the members, in order, after `after`.
Result<std::vector<std::string>> list_members(Txn& txn, std::string_view pool_id,
                                              std::string_view group, std::string_view after,
                                              std::size_t limit);

}  // namespace postern::domain
