// Groups and who is in them.
#include "domain/groups.h"

#include <algorithm>

#include "domain/keyspace.h"

namespace postern::domain {
namespace {

constexpr std::size_t kSliceRows = 256;

std::string groups_prefix(std::string_view pool_id) {
  return keys::pool_data(pool_id, keys::kGroup).take();
}
std::string members_prefix(std::string_view pool_id, std::string_view group) {
  return keys::pool_data(pool_id, keys::kMember).text(group).take();
}
std::string memberships_prefix(std::string_view pool_id, std::string_view sub) {
  return keys::pool_data(pool_id, keys::kMembership).text(sub).take();
}

// The last component of a key that starts with `prefix`.
Result<std::string> last_component(const storage::Row& row, std::string_view prefix) {
  storage::KeyReader reader(std::string_view(row.key).substr(prefix.size()));
  return reader.text();
}

// Names ascend; a group without precedence ranks last.
bool ranks_before(const Group& a, const Group& b) {
  if (a.precedence != b.precedence) {
    return b.precedence < 0 || (a.precedence >= 0 && a.precedence < b.precedence);
  }
  return a.name < b.name;
}

// True when more may be left.
Result<bool> erase_slice(Txn& txn, std::string_view pool_id, std::string_view name) {
  POSTERN_TRY(const bool recreated, txn.exists(keys::group(pool_id, name)));
  if (recreated) return false;
  const std::string prefix = members_prefix(pool_id, name);
  POSTERN_TRY(const auto rows, txn.scan_prefix(prefix, {}, kSliceRows));
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const std::string sub, last_component(row, prefix));
    POSTERN_CHECK(remove_member(txn, pool_id, name, sub));
  }
  return rows.size() == kSliceRows;
}

}  // namespace

Result<std::optional<Group>> find_group(Txn& txn, std::string_view pool_id, std::string_view name) {
  return txn.get<Group>(keys::group(pool_id, name));
}

Result<Group> require_group(Txn& txn, std::string_view pool_id, std::string_view name) {
  POSTERN_TRY(auto group, find_group(txn, pool_id, name));
  if (!group) return reject("ResourceNotFoundException", "Group not found.");
  return std::move(*group);
}

Status insert_group(Txn& txn, std::string_view pool_id, const Group& group) {
  POSTERN_TRY(const bool taken, txn.exists(keys::group(pool_id, group.name)));
  if (taken) return reject("GroupExistsException", "A group with the name already exists");
  POSTERN_TRY(const auto left, txn.scan_prefix(members_prefix(pool_id, group.name), {}, 1));
  if (!left.empty()) {
    return reject("TooManyRequestsException", "A group of that name is still being deleted.");
  }
  POSTERN_TRY(const auto others,
              txn.scan_prefix_keys(groups_prefix(pool_id), {}, kGroupsPerPoolMax));
  if (others.size() >= kGroupsPerPoolMax) {
    return reject("LimitExceededException", "A user pool has at most 10000 groups.");
  }
  return put_group(txn, pool_id, group);
}

Status put_group(Txn& txn, std::string_view pool_id, const Group& group) {
  return txn.put(keys::group(pool_id, group.name), group);
}

Status erase_group(Txn& txn, std::string_view pool_id, std::string_view name) {
  return txn.erase(keys::group(pool_id, name));
}

Status erase_members(Store& store, std::string_view pool_id, std::string_view name) {
  for (;;) {
    POSTERN_TRY(const bool more,
                store.transact([&](Txn& txn) { return erase_slice(txn, pool_id, name); }));
    if (!more) return ok();
  }
}

Status add_member(Txn& txn, std::string_view pool_id, std::string_view group,
                  std::string_view sub) {
  const std::string key = keys::membership(pool_id, sub, group);
  POSTERN_TRY(const auto present,
              txn.scan_prefix(memberships_prefix(pool_id, sub), {}, kGroupsPerUserMax));
  const bool is_member = std::any_of(present.begin(), present.end(),
                                     [&](const storage::Row& row) { return row.key == key; });
  if (is_member) return ok();
  // Tokens name every group, and a sign-in reads each.
  if (present.size() >= kGroupsPerUserMax) {
    return reject("LimitExceededException", "A user can be a member of at most 100 groups.");
  }
  POSTERN_CHECK(txn.put_mark(key));
  return txn.put_mark(keys::member(pool_id, group, sub));
}

Status remove_member(Txn& txn, std::string_view pool_id, std::string_view group,
                     std::string_view sub) {
  POSTERN_CHECK(txn.erase(keys::membership(pool_id, sub, group)));
  return txn.erase(keys::member(pool_id, group, sub));
}

Result<std::vector<Group>> groups_of_user(Txn& txn, std::string_view pool_id,
                                          std::string_view sub) {
  const std::string prefix = memberships_prefix(pool_id, sub);
  POSTERN_TRY(const auto rows, txn.scan_prefix(prefix, {}, kGroupsPerUserMax));
  std::vector<Group> groups;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const std::string name, last_component(row, prefix));
    POSTERN_TRY(auto group, find_group(txn, pool_id, name));
    if (group) groups.push_back(std::move(*group));
  }
  std::sort(groups.begin(), groups.end(), ranks_before);
  return groups;
}

Result<std::vector<Group>> list_groups(Txn& txn, std::string_view pool_id, std::string_view after,
                                       std::size_t limit) {
  const std::string after_key = after.empty() ? std::string() : keys::group(pool_id, after);
  POSTERN_TRY(const auto rows, txn.scan_prefix(groups_prefix(pool_id), after_key, limit));
  std::vector<Group> groups;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(Group group, txn.open<Group>(row.key, row.value));
    groups.push_back(std::move(group));
  }
  return groups;
}

Result<std::vector<std::string>> list_members(Txn& txn, std::string_view pool_id,
                                              std::string_view group, std::string_view after,
                                              std::size_t limit) {
  const std::string prefix = members_prefix(pool_id, group);
  const std::string after_key = after.empty() ? std::string() : keys::member(pool_id, group, after);
  POSTERN_TRY(const auto rows, txn.scan_prefix_keys(prefix, after_key, limit));
  std::vector<std::string> subs;
  for (const storage::Row& row : rows) {
    POSTERN_TRY(std::string sub, last_component(row, prefix));
    subs.push_back(std::move(sub));
  }
  return subs;
}

}  // namespace postern::domain
