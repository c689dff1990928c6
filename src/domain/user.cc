// Users: finding one by any name it goes by, and writing one together with all its index rows.
#include "domain/user.h"

#include <algorithm>

#include "domain/keyspace.h"
#include "domain/mfa.h"
#include "domain/passkeys.h"
#include "domain/provider_links.h"
#include "domain/sessions.h"
#include "domain/sign_in_options.h"
#include "domain/user_index.h"
#include "domain/username.h"

namespace postern::domain {
namespace {

constexpr std::string_view kAliasAttributes[] = {"email", "phone_number", "preferred_username"};
constexpr std::uint64_t kCounterShards = 16;  // Sign-ups in parallel rarely meet in one.

Error username_exists(std::string_view text) {
  return reject("UsernameExistsException", text);
}

Result<std::optional<User>> find_by_reference(Txn& txn, const Pool& pool, std::string_view key) {
  POSTERN_TRY(auto reference, txn.get<Reference>(key));
  if (!reference) return std::optional<User>();
  return find_user_by_sub(txn, pool, reference->sub);
}

std::string claim_key(const Pool& pool, const AliasClaim& claim) {
  return keys::alias(pool.id, claim.attribute, claim.canonical, pool.names_generation);
}

Reference reference_to(const User& user) {
  Reference reference;
  reference.sub = user.sub;
  return reference;
}

Status add_to_count(Txn& txn, const Pool& pool, const User& user, std::int64_t change) {
  const std::uint64_t shard = static_cast<unsigned char>(user.sub.back()) % kCounterShards;
  const std::string key = keys::counter(pool.id, "users", shard);
  POSTERN_TRY(auto counter, txn.get<Counter>(key));
  Counter next = counter.value_or(Counter());
  next.value += change;
  return txn.put(key, next);
}

// Takes an alias from whoever holds it, who keeps the attribute, unverified.
Status take_alias_from(Txn& txn, const Pool& pool, std::string_view holder_sub,
                       const AliasClaim& claim) {
  POSTERN_TRY(auto holder, find_user_by_sub(txn, pool, holder_sub));
  if (!holder) return ok();
  User after(*holder);
  if (claim.attribute == "preferred_username") {
    erase_attribute(after.attributes, claim.attribute);
  } else {
    set_attribute(after.attributes, claim.attribute + "_verified", "false");
  }
  return update_user(txn, pool, *holder, after, holder->modified_us, false);
}

Error alias_exists(const AliasClaim& claim) {
  return reject("AliasExistsException",
                "An account with the given " + claim.attribute + " already exists.");
}

// Whether somebody else signs in with this name as their username.
Result<bool> is_foreign_username(Txn& txn, const Pool& pool, const User& user,
                                 std::string_view canonical) {
  POSTERN_TRY(auto holder, txn.get<Reference>(keys::username(pool.id, canonical)));
  return holder && holder->sub != user.sub;
}

// Of the aliases only this one is free text (F16).
Status check_own_kind(Txn& txn, const Pool& pool, const AliasClaim& claim) {
  if (claim.attribute != "preferred_username") return ok();
  return check_not_federated_name(txn, pool, claim.canonical);
}

Status claim_alias(Txn& txn, const Pool& pool, const User& user, const AliasClaim& claim,
                   bool take) {
  const std::string key = claim_key(pool, claim);
  POSTERN_CHECK(check_own_kind(txn, pool, claim));
  POSTERN_TRY(const bool is_username, is_foreign_username(txn, pool, user, claim.canonical));
  if (is_username) return alias_exists(claim);
  POSTERN_TRY(auto holder, txn.get<Reference>(key));
  if (holder && holder->sub != user.sub) {
    if (!take || pool.username_attributes.contains(claim.attribute)) {
      return alias_exists(claim);
    }
    POSTERN_CHECK(take_alias_from(txn, pool, holder->sub, claim));
  }
  return txn.put(key, reference_to(user));
}

bool has_claim(const std::vector<AliasClaim>& claims, const AliasClaim& wanted) {
  return std::any_of(claims.begin(), claims.end(), [&](const AliasClaim& claim) {
    return claim.attribute == wanted.attribute && claim.canonical == wanted.canonical;
  });
}

Status move_aliases(Txn& txn, const Pool& pool, const User& before, const User& after, bool take) {
  const auto old_claims = alias_claims(pool, before);
  const auto new_claims = alias_claims(pool, after);
  for (const AliasClaim& claim : old_claims) {
    if (!has_claim(new_claims, claim)) POSTERN_CHECK(txn.erase(claim_key(pool, claim)));
  }
  for (const AliasClaim& claim : new_claims) {
    if (!has_claim(old_claims, claim)) POSTERN_CHECK(claim_alias(txn, pool, after, claim, take));
  }
  return ok();
}

Status move_index_rows(Txn& txn, const Pool& pool, const User& before, const User& after) {
  const auto old_keys = index_keys(pool, before);
  const auto new_keys = index_keys(pool, after);
  for (const std::string& key : old_keys) {
    if (!new_keys.contains(key)) POSTERN_CHECK(txn.erase(key));
  }
  for (const std::string& key : new_keys) {
    if (!old_keys.contains(key)) POSTERN_CHECK(txn.put_mark(key));
  }
  return ok();
}

// Whether writing the user changes what they sign in with, or would under other options.
bool moves_names(const User& before, const User& after) {
  if (before.username != after.username) return true;
  const auto takes_names = [](const User& user) {
    return user.status != UserStatus::unconfirmed && user.status != UserStatus::external_provider;
  };
  if (takes_names(before) != takes_names(after)) return true;
  constexpr std::string_view kNaming[] = {"email", "email_verified", "phone_number",
                                          "phone_number_verified", "preferred_username"};
  return std::any_of(std::begin(kNaming), std::end(kNaming), [&](std::string_view name) {
    return attribute_or(before.attributes, name) != attribute_or(after.attributes, name);
  });
}

// Whether somebody signs in with this name as an alias: a username of the same spelling would be
// found first and take it away (U09).
Result<bool> is_held_alias(Txn& txn, const Pool& pool, std::string_view canonical) {
  for (const std::string_view attribute : kAliasAttributes) {
    if (!pool.alias_attributes.contains(attribute)) continue;
    POSTERN_TRY(const bool held,
                txn.exists(keys::alias(pool.id, attribute, canonical, pool.names_generation)));
    if (held) return true;
  }
  return false;
}

// Rows under a user's own prefix are few: codes, counters, sessions.
Status erase_all_under(Txn& txn, const std::string& prefix) {
  POSTERN_TRY(auto rows, txn.scan_prefix(prefix, {}, SIZE_MAX));
  for (const auto& row : rows) POSTERN_CHECK(txn.erase(row.key));
  return ok();
}

Status erase_memberships(Txn& txn, const Pool& pool, const User& user) {
  const std::string prefix = keys::pool_data(pool.id, keys::kMembership).text(user.sub).take();
  POSTERN_TRY(auto rows, txn.scan_prefix(prefix, {}, SIZE_MAX));
  for (const auto& row : rows) {
    storage::KeyReader reader(std::string_view(row.key).substr(prefix.size()));
    POSTERN_TRY(auto group, reader.text());
    POSTERN_CHECK(txn.erase(keys::member(pool.id, group, user.sub)));
    POSTERN_CHECK(txn.erase(row.key));
  }
  return ok();
}

}  // namespace

std::string_view status_name(UserStatus status) {
  switch (status) {
    case UserStatus::unconfirmed:
      return "UNCONFIRMED";
    case UserStatus::confirmed:
      return "CONFIRMED";
    case UserStatus::force_change_password:
      return "FORCE_CHANGE_PASSWORD";
    case UserStatus::reset_required:
      return "RESET_REQUIRED";
    case UserStatus::external_provider:
      return "EXTERNAL_PROVIDER";
  }
  return "UNKNOWN";
}

Result<std::optional<User>> find_user_by_sub(Txn& txn, const Pool& pool, std::string_view sub) {
  return txn.get<User>(keys::user(pool.id, sub));
}

Result<std::optional<User>> find_user(Txn& txn, const Pool& pool, std::string_view login) {
  const auto name = canonical_username(pool, login);
  if (!name.ok()) return std::optional<User>();  // No user has such a name.
  POSTERN_TRY(auto user, find_by_reference(txn, pool, keys::username(pool.id, *name)));
  if (user) return user;
  for (const std::string_view attribute : kAliasAttributes) {
    if (!pool.alias_attributes.contains(attribute) &&
        !pool.username_attributes.contains(attribute)) {
      continue;
    }
    POSTERN_TRY(auto canonical, canonical_alias(pool, attribute, login));
    POSTERN_TRY(
        user, find_by_reference(txn, pool,
                                keys::alias(pool.id, attribute, canonical, pool.names_generation)));
    if (user) return user;
  }
  return std::optional<User>();
}

Result<User> require_user(Txn& txn, const Pool& pool, std::string_view login) {
  POSTERN_TRY(auto user, find_user(txn, pool, login));
  if (!user) return reject("UserNotFoundException", "User does not exist.");
  return std::move(*user);
}

std::vector<AliasClaim> alias_claims(const Pool& pool, const User& user) {
  std::vector<AliasClaim> claims;
  // Who signs in through a provider types no name here. What the provider says of an address takes
  // nobody's name away, nor one that somebody may yet want (F03).
  if (user.status == UserStatus::external_provider) return claims;
  for (const std::string_view attribute : kAliasAttributes) {
    const std::string_view value = attribute_or(user.attributes, attribute);
    if (value.empty()) continue;
    const bool as_username = pool.username_attributes.contains(attribute);
    // An alias is earned: by a verified address, or for preferred_username by a confirmed account.
    const bool as_alias =
        pool.alias_attributes.contains(attribute) &&
        (attribute == "preferred_username" ? user.status != UserStatus::unconfirmed
                                           : is_verified(user.attributes, attribute));
    if (!as_username && !as_alias) continue;
    auto canonical = canonical_alias(pool, attribute, value);
    if (canonical.ok()) claims.push_back({std::string(attribute), std::move(*canonical)});
  }
  return claims;
}

Status insert_user(Txn& txn, const Pool& pool, const User& user, std::string_view taken_text) {
  POSTERN_CHECK(check_names_stand(txn, pool));
  POSTERN_TRY(const std::string canonical, canonical_username(pool, user.username));
  const std::string name_key = keys::username(pool.id, canonical);
  POSTERN_TRY(const bool taken, txn.exists(name_key));
  POSTERN_TRY(const bool is_alias, is_held_alias(txn, pool, canonical));
  if (taken || is_alias) return username_exists(taken_text);
  if (user.status != UserStatus::external_provider) {
    POSTERN_CHECK(check_not_federated_name(txn, pool, canonical));
  }
  const auto claims = alias_claims(pool, user);
  for (const AliasClaim& claim : claims) {
    POSTERN_CHECK(check_own_kind(txn, pool, claim));
    POSTERN_TRY(const bool held, txn.exists(claim_key(pool, claim)));
    if (held) {
      return username_exists("An account with the given " + claim.attribute + " already exists.");
    }
  }
  // Refusals end here: an import goes on with the next user in the same transaction.
  for (const AliasClaim& claim : claims) {
    POSTERN_CHECK(txn.put(claim_key(pool, claim), reference_to(user)));
  }
  POSTERN_CHECK(txn.put(name_key, reference_to(user)));
  POSTERN_CHECK(txn.put(keys::user(pool.id, user.sub), user));
  for (const std::string& key : index_keys(pool, user)) POSTERN_CHECK(txn.put_mark(key));
  return add_to_count(txn, pool, user, 1);
}

Status update_user(Txn& txn, const Pool& pool, const User& before, User& after, std::int64_t now_us,
                   bool take_aliases) {
  if (moves_names(before, after)) POSTERN_CHECK(check_names_stand(txn, pool));
  after.modified_us = std::max(now_us, before.modified_us);
  POSTERN_CHECK(move_aliases(txn, pool, before, after, take_aliases));
  POSTERN_CHECK(move_index_rows(txn, pool, before, after));
  return txn.put(keys::user(pool.id, after.sub), after);
}

Result<User> rename_user(Txn& txn, const Pool& pool, const User& user,
                         std::string_view new_username, std::int64_t now_us) {
  POSTERN_CHECK(check_names_stand(txn, pool));
  POSTERN_TRY(const std::string old_name, canonical_username(pool, user.username));
  POSTERN_TRY(const std::string new_name, canonical_username(pool, new_username));
  if (has_own_identity(user)) {
    return invalid_parameter("The username of a provider's user follows from its identity.");
  }
  POSTERN_CHECK(check_not_federated_name(txn, pool, new_name));
  const std::string key = keys::username(pool.id, new_name);
  POSTERN_TRY(const auto holder, txn.get<Reference>(key));
  POSTERN_TRY(const bool is_alias, is_held_alias(txn, pool, new_name));
  if (is_alias || (holder && holder->sub != user.sub)) {
    return username_exists("User account already exists");
  }
  POSTERN_CHECK(txn.erase(keys::username(pool.id, old_name)));
  POSTERN_CHECK(txn.put(key, reference_to(user)));
  User renamed(user);
  renamed.username = new_username;
  renamed.srp_salt.clear();
  renamed.srp_verifier.clear();
  POSTERN_CHECK(update_user(txn, pool, user, renamed, now_us, /*take_aliases=*/false));
  return renamed;
}

Status remove_user(Txn& txn, const Pool& pool, const User& user) {
  POSTERN_CHECK(check_names_stand(txn, pool));
  for (const AliasClaim& claim : alias_claims(pool, user)) {
    POSTERN_CHECK(txn.erase(claim_key(pool, claim)));
  }
  POSTERN_TRY(const std::string canonical, canonical_username(pool, user.username));
  POSTERN_CHECK(txn.erase(keys::username(pool.id, canonical)));
  for (const std::string& key : index_keys(pool, user)) POSTERN_CHECK(txn.erase(key));
  POSTERN_CHECK(erase_memberships(txn, pool, user));
  for (const keys::PoolPrefix own :
       {keys::kCode, keys::kQuota, keys::kSession, keys::kLockout, keys::kDevice,
        keys::kTrackedSession, keys::kBrowserSession, keys::kAuthEvent}) {
    POSTERN_CHECK(erase_all_under(txn, keys::pool_data(pool.id, own).text(user.sub).take()));
  }
  POSTERN_CHECK(erase_mfa_of(txn, pool.id, user.sub));
  POSTERN_CHECK(erase_passkeys_of(txn, pool.id, user.sub));
  POSTERN_CHECK(erase_links_of(txn, pool.id, user.sub));
  POSTERN_CHECK(txn.erase(keys::user(pool.id, user.sub)));
  txn.revokes_user(pool.id, user.sub);
  return add_to_count(txn, pool, user, -1);
}

Result<std::int64_t> count_users(Txn& txn, const Pool& pool) {
  std::int64_t total = 0;
  for (std::uint64_t shard = 0; shard < kCounterShards; ++shard) {
    POSTERN_TRY(auto counter, txn.get<Counter>(keys::counter(pool.id, "users", shard)));
    if (counter) total += counter->value;
  }
  return total;
}

}  // namespace postern::domain
