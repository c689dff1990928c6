// Changing which names the users of an existing pool sign in with.
#include "domain/sign_in_options.h"

#include <functional>
#include <unordered_map>

#include "codec/base64.h"
#include "domain/import_jobs.h"
#include "domain/keyspace.h"
#include "domain/resource.h"
#include "domain/settings.h"
#include "domain/user.h"
#include "domain/username.h"

namespace postern::domain {
namespace {

constexpr std::size_t kPageUsers = 256;
constexpr std::size_t kPageNames = 1'024;
constexpr std::string_view kOptions[] = {"AliasAttributes", "UsernameAttributes"};
constexpr std::string_view kAttributes[] = {"email", "phone_number", "preferred_username"};

// Runs `visit` on a page of users after the key `after`, and moves it on; false: that was the last.
Result<bool> visit_page(Txn& txn, std::string_view pool_id, std::string& after,
                        const std::function<Status(const User&)>& visit) {
  const std::string prefix = keys::pool_data(pool_id, keys::kUser).take();
  POSTERN_TRY(const auto rows, txn.scan_prefix(prefix, after, kPageUsers));
  for (const storage::Row& row : rows) {
    POSTERN_TRY(const User user, txn.open<User>(row.key, row.value));
    POSTERN_CHECK(visit(user));
  }
  if (!rows.empty()) after = rows.back().key;
  return rows.size() == kPageUsers;
}

// What every user would sign in with, and where that cannot be. `take` remembers a name: the sub of
// whoever has it already, or nothing.
class NewNames {
 public:
  using Take = std::function<Result<std::string>(const AliasClaim&, const User&)>;

  NewNames(Txn& txn, const Pool& present, const Pool& changed, Take take)
      : txn_(txn), present_(present), changed_(changed), take_(std::move(take)) {}

  Status visit(const User& user) {
    const auto claims = alias_claims(changed_, user);
    if (claims.empty() && needs_one(user)) found_.push_back({wanted(), {}, {user.username}});
    for (const AliasClaim& claim : claims) POSTERN_CHECK(visit(user, claim));
    return ok();
  }
  [[nodiscard]] const std::vector<SignInConflict>& found() const { return found_; }

 private:
  Status visit(const User& user, const AliasClaim& claim) {
    POSTERN_TRY(const std::string other, take_(claim, user));
    if (!other.empty() && other != user.sub) POSTERN_CHECK(add(claim, other, user));
    // Somebody's username would be found first (U09).
    POSTERN_TRY(const auto holder,
                txn_.get<Reference>(keys::username(changed_.id, claim.canonical)));
    if (!holder || holder->sub == user.sub) return ok();
    return add(claim, holder->sub, user);
  }

  Status add(const AliasClaim& claim, std::string_view other_sub, const User& user) {
    POSTERN_TRY(const auto other, find_user_by_sub(txn_, changed_, other_sub));
    if (other)
      found_.push_back({claim.attribute, claim.canonical, {other->username, user.username}});
    return ok();
  }

  // Whoever has the sub for a username knows no other name than the one that would go.
  [[nodiscard]] bool needs_one(const User& user) const {
    if (user.status == UserStatus::external_provider) return false;
    return changed_.username_attributes.any() ||
           (user.username == user.sub && !alias_claims(present_, user).empty());
  }

  [[nodiscard]] std::string wanted() const {
    const bool phone = changed_.username_attributes.phone_number ||
                       (changed_.alias_attributes.phone_number && !changed_.alias_attributes.email);
    return phone && !changed_.username_attributes.email ? "phone_number" : "email";
  }

  Txn& txn_;
  const Pool& present_;
  const Pool& changed_;
  const Take take_;
  std::vector<SignInConflict> found_;
};

void add_first(std::vector<SignInConflict>& all, const std::vector<SignInConflict>& more,
               std::size_t limit) {
  for (const SignInConflict& conflict : more) {
    if (all.size() < limit) all.push_back(conflict);
  }
}

// The row of a change: what it leads to, how far it has come, which generation it writes.
struct Change {
  Json options;  // Of kOptions, those that are set.
  std::string after;
  std::int64_t generation = 0;
  // The generation whose names go; -1 while the new ones are written.
  std::int64_t removes = -1;
  bool conflicted = false;  // Some of the names cannot be: it will be given up.
};

Json options_of(const Pool& pool) {
  return pick_members(pool.settings, kOptions);
}

Result<std::optional<Change>> load_change(Txn& txn, std::string_view pool_id) {
  POSTERN_TRY(const auto row, find_resource(txn, keys::names_change(pool_id)));
  if (!row) return std::optional<Change>();
  Change change;
  change.options = member_or_empty(row->settings, "options");
  POSTERN_TRY(change.after, codec::base64_decode(row->settings.get_string("after")));
  change.generation = row->settings.get_int("generation");
  change.removes = row->settings.get_int("removes", -1);
  change.conflicted = row->settings.get_bool("conflicted");
  return std::optional(std::move(change));
}

Status save_change(Txn& txn, std::string_view pool_id, const Change& change, std::int64_t now_us) {
  Json settings = Json::object();
  settings.set("options", change.options)
      .set("after", codec::base64_encode(change.after))
      .set("generation", change.generation)
      .set("removes", change.removes)
      .set("conflicted", change.conflicted);
  return put_resource(txn, keys::names_change(pool_id), new_resource(std::move(settings), now_us));
}

// Removes a page of the names of a generation; false: there are none left.
Result<bool> remove_names(Txn& txn, std::string_view pool_id, std::int64_t generation) {
  for (const std::string_view attribute : kAttributes) {
    const std::string prefix = keys::aliases(pool_id, attribute, generation);
    POSTERN_TRY(const auto rows, txn.scan_prefix_keys(prefix, {}, kPageNames));
    for (const auto& row : rows) POSTERN_CHECK(txn.erase(row.key));
    if (!rows.empty()) return true;
  }
  return false;
}

// One change, a transaction a step.
class Changing {
 public:
  Changing(Store& store, const Pool& changed, std::size_t limit)
      : store_(store), pool_id_(changed.id), wanted_(options_of(changed)), limit_(limit) {}

  Result<std::vector<SignInConflict>> run() {
    POSTERN_TRY(const bool is_change, begin());
    if (!is_change) return std::move(conflicts_);
    POSTERN_TRY(bool more, stage());
    while (more && conflicts_.size() < limit_) {
      POSTERN_TRY(more, stage());
    }
    POSTERN_CHECK(conflicts_.empty() ? put_in_force() : give_up());
    POSTERN_CHECK(clean());
    return std::move(conflicts_);
  }

 private:
  // What an earlier change left is finished first, unless it is this one, on its way. False: the
  // options are those there are.
  Result<bool> begin() {
    POSTERN_TRY(const auto left, store_.read([&](Txn& txn) { return load_change(txn, pool_id_); }));
    if (left && !leads_here(*left)) {
      POSTERN_CHECK(give_up());
      POSTERN_CHECK(clean());
    }
    return store_.transact([&](Txn& txn) -> Result<bool> {
      POSTERN_TRY(const auto present, load_pool(txn, pool_id_));
      POSTERN_TRY(const auto found, load_change(txn, pool_id_));
      if (found && !leads_here(*found)) return in_the_way();
      if (found) return true;
      if (options_of(*present) == wanted_) return false;
      POSTERN_CHECK(refuse_during_import(txn, pool_id_));
      Change change;
      change.options = wanted_;
      change.generation = present->names_generation + 1;
      POSTERN_CHECK(save_change(txn, pool_id_, change, store_.now_us()));
      return true;
    });
  }

  [[nodiscard]] bool leads_here(const Change& change) const {
    return change.options == wanted_ && change.removes < 0 && !change.conflicted;
  }

  // Two calls at once: the other one is about another change.
  static Error in_the_way() {
    return reject("ConcurrentModificationException",
                  "The sign-in options of the user pool are being changed already.");
  }

  Result<Change> expect_change(Txn& txn) {
    POSTERN_TRY(auto change, load_change(txn, pool_id_));
    if (!change || change->options != wanted_ || change->removes >= 0) return in_the_way();
    return std::move(*change);
  }

  Result<Pool> changed_pool(const Pool& present, const Change& change) {
    PoolRecord record = to_record(present);
    Json settings = present.settings;
    for (const std::string_view option : kOptions) {
      settings.erase(option);
      if (const Json* value = change.options.find(option)) settings.set(option, *value);
    }
    record.settings = settings.dump();
    record.names_generation = change.generation;
    record.modified_us = store_.now_us();
    return make_pool(record);
  }

  // Names of a page of users; false: that was the last.
  Result<bool> stage() {
    std::vector<SignInConflict> found;
    POSTERN_TRY(const bool more, store_.transact([&](Txn& txn) -> Result<bool> {
      POSTERN_TRY(Change change, expect_change(txn));
      POSTERN_TRY(const auto present, load_pool(txn, pool_id_));
      POSTERN_TRY(const Pool changed, changed_pool(*present, change));
      NewNames names(txn, *present, changed, [&](const AliasClaim& claim, const User& user) {
        return take(txn, claim, user, change.generation);
      });
      POSTERN_TRY(const bool goes_on,
                  visit_page(txn, pool_id_, change.after,
                             [&](const User& user) { return names.visit(user); }));
      change.conflicted = change.conflicted || !names.found().empty();
      POSTERN_CHECK(save_change(txn, pool_id_, change, store_.now_us()));
      found = names.found();
      return goes_on;
    }));
    add_first(conflicts_, found, limit_);
    return more;
  }

  Result<std::string> take(Txn& txn, const AliasClaim& claim, const User& user,
                           std::int64_t generation) {
    const std::string key = keys::alias(pool_id_, claim.attribute, claim.canonical, generation);
    POSTERN_TRY(const auto holder, txn.get<Reference>(key));
    if (holder) return holder->sub;
    Reference reference;
    reference.sub = user.sub;
    POSTERN_CHECK(txn.put(key, reference));
    return std::string();
  }

  Status put_in_force() {
    return store_.transact([&](Txn& txn) -> Status {
      POSTERN_TRY(Change change, expect_change(txn));
      if (change.conflicted) return in_the_way();  // As the same call, made twice, found.
      POSTERN_TRY(const auto present, load_pool(txn, pool_id_));
      POSTERN_TRY(const Pool changed, changed_pool(*present, change));
      POSTERN_CHECK(save_pool(txn, changed));
      change.removes = present->names_generation;
      return save_change(txn, pool_id_, change, store_.now_us());
    });
  }

  Status give_up() {
    return store_.transact([&](Txn& txn) -> Status {
      POSTERN_TRY(auto change, load_change(txn, pool_id_));
      if (!change || change->removes >= 0) return ok();
      change->removes = change->generation;
      return save_change(txn, pool_id_, *change, store_.now_us());
    });
  }

  Status clean() {
    for (bool more = true; more;) {
      POSTERN_TRY(more, store_.transact([&](Txn& txn) -> Result<bool> {
        POSTERN_TRY(const auto change, load_change(txn, pool_id_));
        if (!change || change->removes < 0) return false;
        POSTERN_TRY(const bool removed, remove_names(txn, pool_id_, change->removes));
        if (!removed) POSTERN_CHECK(txn.erase(keys::names_change(pool_id_)));
        return removed;
      }));
    }
    return ok();
  }

  Store& store_;
  const std::string pool_id_;
  const Json wanted_;
  const std::size_t limit_;
  std::vector<SignInConflict> conflicts_;
};

}  // namespace

Result<std::vector<SignInConflict>> find_sign_in_conflicts(Txn& txn, const Pool& present,
                                                           const Pool& changed, std::size_t limit) {
  std::unordered_map<std::string, std::string> subs;
  NewNames names(txn, present, changed,
                 [&](const AliasClaim& claim, const User& user) -> Result<std::string> {
                   const auto [held, is_new] =
                       subs.try_emplace(claim.attribute + ":" + claim.canonical, user.sub);
                   return is_new ? std::string() : held->second;
                 });
  std::string after;
  for (bool more = true; more && names.found().size() < limit;) {
    POSTERN_TRY(more, visit_page(txn, present.id, after,
                                 [&](const User& user) { return names.visit(user); }));
  }
  std::vector<SignInConflict> first;
  add_first(first, names.found(), limit);
  return first;
}

Result<std::vector<SignInConflict>> change_sign_in_options(Store& store, const Pool& changed,
                                                           std::size_t limit) {
  return Changing(store, changed, limit).run();
}

Status check_names_stand(Txn& txn, const Pool& pool) {
  POSTERN_TRY(const auto change, load_change(txn, pool.id));
  const auto stored = load_pool(txn, pool.id);
  if (!stored.ok()) return stored.error().errc == Errc::rejected ? ok() : stored.error();
  const bool being_written = change && change->removes < 0;
  if (!being_written && (*stored)->names_generation == pool.names_generation) return ok();
  return reject("TooManyRequestsException",
                "The sign-in names of the user pool are being changed. Please try again.");
}

}  // namespace postern::domain
