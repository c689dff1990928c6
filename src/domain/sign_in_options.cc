// Changing which names the users of an existing pool sign in with.
#include "domain/sign_in_options.h"

#include <functional>
#include <map>

#include "domain/keyspace.h"
#include "domain/user.h"
#include "domain/username.h"

namespace postern::domain {
namespace {

constexpr std::size_t kPageUsers = 256;

Status for_each_user(Txn& txn, const Pool& pool, const std::function<Status(const User&)>& visit) {
  const std::string prefix = keys::pool_data(pool.id, keys::kUser).take();
  std::size_t seen = 0;
  for (std::string after;;) {
    POSTERN_TRY(const auto rows, txn.scan_prefix(prefix, after, kPageUsers));
    for (const storage::Row& row : rows) {
      if (++seen > kSignInChangeUsersMax) {
        return reject("LimitExceededException",
                      "Sign-in options can be changed in user pools of up to 50000 users.");
      }
      POSTERN_TRY(const User user, txn.open<User>(row.key, row.value));
      POSTERN_CHECK(visit(user));
    }
    if (rows.size() < kPageUsers) return ok();
    after = rows.back().key;
  }
}

// Whose sign-in name something is: the first who has it.
struct Owner {
  std::string sub;
  std::string username;
};

class ConflictSearch {
 public:
  ConflictSearch(Txn& txn, const Pool& present, const Pool& changed, std::size_t limit)
      : txn_(txn), present_(present), changed_(changed), limit_(limit) {}

  Status visit(const User& user) {
    const auto claims = alias_claims(changed_, user);
    if (claims.empty() && needs_one(user)) add({wanted(), {}, {user.username}});
    for (const AliasClaim& claim : claims) POSTERN_CHECK(visit(user, claim));
    return ok();
  }
  std::vector<SignInConflict> take() { return std::move(conflicts_); }

 private:
  Status visit(const User& user, const AliasClaim& claim) {
    const auto [other, is_first] =
        owners_.try_emplace({claim.attribute, claim.canonical}, Owner{user.sub, user.username});
    if (!is_first) add({claim.attribute, claim.canonical, {other->second.username, user.username}});
    // Somebody's username would be found first (U09).
    POSTERN_TRY(const auto holder,
                txn_.get<Reference>(keys::username(changed_.id, claim.canonical)));
    if (!holder || holder->sub == user.sub) return ok();
    POSTERN_TRY(const auto named, find_user_by_sub(txn_, changed_, holder->sub));
    if (named) add({claim.attribute, claim.canonical, {named->username, user.username}});
    return ok();
  }

  // Whoever has the sub for a username knows no other name than the one that would go.
  [[nodiscard]] bool needs_one(const User& user) const {
    return changed_.username_attributes.any() ||
           (user.username == user.sub && !alias_claims(present_, user).empty());
  }

  [[nodiscard]] std::string wanted() const {
    const bool phone = changed_.username_attributes.phone_number ||
                       (changed_.alias_attributes.phone_number && !changed_.alias_attributes.email);
    return phone && !changed_.username_attributes.email ? "phone_number" : "email";
  }

  void add(SignInConflict conflict) {
    if (conflicts_.size() < limit_) conflicts_.push_back(std::move(conflict));
  }

  Txn& txn_;
  const Pool& present_;
  const Pool& changed_;
  const std::size_t limit_;
  std::map<std::pair<std::string, std::string>, Owner> owners_;
  std::vector<SignInConflict> conflicts_;
};

Status erase_names(Txn& txn, const Pool& pool, const User& user) {
  for (const AliasClaim& claim : alias_claims(pool, user)) {
    POSTERN_CHECK(txn.erase(keys::alias(pool.id, claim.attribute, claim.canonical)));
  }
  return ok();
}

Status put_names(Txn& txn, const Pool& pool, const User& user) {
  Reference reference;
  reference.sub = user.sub;
  for (const AliasClaim& claim : alias_claims(pool, user)) {
    POSTERN_CHECK(txn.put(keys::alias(pool.id, claim.attribute, claim.canonical), reference));
  }
  return ok();
}

}  // namespace

Result<std::vector<SignInConflict>> find_sign_in_conflicts(Txn& txn, const Pool& present,
                                                           const Pool& changed, std::size_t limit) {
  ConflictSearch search(txn, present, changed, limit);
  POSTERN_CHECK(for_each_user(txn, present, [&](const User& user) { return search.visit(user); }));
  return search.take();
}

Status change_sign_in_options(Txn& txn, const Pool& present, const Pool& changed) {
  // Every old name goes before the first new one comes: a user's old one may be another's new one.
  POSTERN_CHECK(for_each_user(txn, present,
                              [&](const User& user) { return erase_names(txn, present, user); }));
  POSTERN_CHECK(
      for_each_user(txn, present, [&](const User& user) { return put_names(txn, changed, user); }));
  return save_pool(txn, changed);
}

}  // namespace postern::domain
