// Whether a store is whole: every seal opens, and indexes and what they index agree both ways.
#include "domain/store_check.h"

#include <algorithm>

#include "base/limits.h"
#include "domain/audit_check.h"
#include "domain/key_kinds.h"
#include "domain/keyspace.h"
#include "domain/lone_marks.h"
#include "domain/pool_key.h"
#include "domain/user.h"
#include "domain/user_index.h"
#include "domain/username.h"

namespace postern::domain {
namespace {

constexpr std::size_t kCountedRows = 10'000;  // Keys in memory at a time.

std::string pool_of_key(std::string_view key) {
  if (key.empty() || key.front() != keys::kPoolData) return {};
  storage::KeyReader reader(key.substr(1));
  auto pool_id = reader.text();
  return pool_id.ok() ? std::move(pool_id).value() : std::string();
}

Finding finding(std::string_view kind, std::string_view key) {
  const auto of_key = kind_of_key(key);
  return {std::string(kind), of_key ? std::string(of_key->name) : std::string(), pool_of_key(key)};
}

// Checks rows of one snapshot against each other. A counterpart that cannot be read is
// Errc::corrupt here, and a finding where the walk comes to it.
class RowCheck {
 public:
  RowCheck(Txn& txn, std::vector<Finding>& findings) : txn_(txn), findings_(findings) {}

  Status check(std::string_view key, std::string_view value, const storage::Envelope& envelope) {
    const auto kind = kind_of_key(key);
    if (!kind) return note("UnknownKey", key);
    const bool whole =
        kind->type ? envelope.is_whole(*kind->type, key, value) : is_whole_mark(key, value);
    if (!whole) return note("BrokenSeal", key);
    if (key.front() == keys::kPool) return check_count(key, value);
    if (key.front() == keys::kClientPool) return check_client_pool(key, value);
    if (key.front() == keys::kAuditEvent) return check_audit_event(key);
    if (key.front() == keys::kAuditLink) return check_link_of_chain(key, value);
    if (key.front() == keys::kAuditHead) return check_head_of_chain(key);
    return key.front() == keys::kPoolData ? check_pool_data(key, value) : ok();
  }

  Status note(std::string_view kind, std::string_view key) {
    findings_.push_back(finding(kind, key));
    return ok();
  }

 private:
  Status check_pool_data(std::string_view key, std::string_view value) {
    storage::KeyReader reader(key.substr(1));
    POSTERN_TRY(const std::string pool_id, reader.text());
    POSTERN_TRY(const std::string_view prefix, reader.raw(1));
    POSTERN_TRY(const bool exists, txn_.exists(keys::pool(pool_id)));
    if (!exists) return check_passing(pool_id, key);
    POSTERN_TRY(const PoolPtr pool, load_pool_settings(txn_, pool_id));
    if (!open_pool_key(txn_, *pool).ok()) return ok();  // Withheld: its seals are whole.
    switch (static_cast<keys::PoolPrefix>(prefix.front())) {
      case keys::kUser:
        return check_user(*pool, key, value);
      case keys::kUsername:
        return check_username(*pool, key, value, reader);
      case keys::kAlias:
        return check_alias(*pool, key, value, reader);
      case keys::kIndex:
        return check_index(*pool, key);
      case keys::kMember:
        return check_member(*pool, key, reader, /*by_group=*/true);
      case keys::kMembership:
        return check_member(*pool, key, reader, /*by_group=*/false);
      case keys::kClient:
        return check_client(key, reader);
      case keys::kPasskey:
        return check_passkey(*pool, reader);
      case keys::kPasskeyOwner:
        return check_passkey_owner(*pool, key, value, reader);
      case keys::kLink:
        return check_link(*pool, key, value);
      case keys::kLinkOfUser:
        return check_link_of_user(*pool, key, reader);
      default:
        return ok();
    }
  }

  // Data without a pool is on its way out, or a pool that is being restored.
  Status check_passing(std::string_view pool_id, std::string_view key) {
    POSTERN_TRY(const bool doomed, txn_.exists(keys::doomed(pool_id)));
    POSTERN_TRY(const bool restoring, txn_.exists(keys::restoring(pool_id)));
    return doomed || restoring ? ok() : note("NoPool", key);
  }

  Status check_user(const Pool& pool, std::string_view key, std::string_view value) {
    POSTERN_TRY(const User user, txn_.open<User>(key, value));
    if (keys::user(pool.id, user.sub) != key) return note("StrayRow", key);
    POSTERN_TRY(const std::string name, canonical_username(pool, user.username));
    POSTERN_CHECK(require_reference(keys::username(pool.id, name), user.sub));
    for (const AliasClaim& claim : alias_claims(pool, user)) {
      POSTERN_CHECK(require_reference(
          keys::alias(pool.id, claim.attribute, claim.canonical, pool.names_generation), user.sub));
    }
    for (const std::string& index_key : index_keys(pool, user)) POSTERN_CHECK(require(index_key));
    return ok();
  }

  Status check_username(const Pool& pool, std::string_view key, std::string_view value,
                        storage::KeyReader& reader) {
    POSTERN_TRY(const std::string name, reader.text());
    POSTERN_TRY(const auto user, user_of_reference(pool, key, value));
    if (!user) return note("StrayRow", key);
    POSTERN_TRY(const std::string present, canonical_username(pool, user->username));
    return present == name ? ok() : note("StrayRow", key);
  }

  Status check_alias(const Pool& pool, std::string_view key, std::string_view value,
                     storage::KeyReader& reader) {
    POSTERN_TRY(const std::string table, reader.text());
    POSTERN_TRY(const std::string canonical, reader.text());
    POSTERN_TRY(const auto user, user_of_reference(pool, key, value));
    if (!user) return note("StrayRow", key);
    const auto claims = alias_claims(pool, *user);
    const bool claimed = std::any_of(claims.begin(), claims.end(), [&](const AliasClaim& claim) {
      return keys::alias_table(claim.attribute, pool.names_generation) == table &&
             claim.canonical == canonical;
    });
    if (claimed) return ok();
    // Names of another generation are coming or going.
    POSTERN_TRY(const bool changing, txn_.exists(keys::names_change(pool.id)));
    return changing ? ok() : note("StrayRow", key);
  }

  Status check_index(const Pool& pool, std::string_view key) {
    POSTERN_TRY(const std::string sub, sub_of_index_key(key));
    POSTERN_TRY(const auto user, find_user_by_sub(txn_, pool, sub));
    const bool listed = user && index_keys(pool, *user).contains(std::string(key));
    return listed ? ok() : note("StrayRow", key);
  }

  // A group that is gone leaves its memberships to be removed, always both rows of one together.
  Status check_member(const Pool& pool, std::string_view key, storage::KeyReader& reader,
                      bool by_group) {
    POSTERN_TRY(std::string group, reader.text());
    POSTERN_TRY(std::string sub, reader.text());
    if (!by_group) group.swap(sub);
    POSTERN_TRY(const bool user_exists, txn_.exists(keys::user(pool.id, sub)));
    if (!user_exists) return note("StrayRow", key);
    return require(by_group ? keys::membership(pool.id, sub, group)
                            : keys::member(pool.id, group, sub));
  }

  Status check_client(std::string_view key, storage::KeyReader& reader) {
    POSTERN_TRY(const std::string id, reader.text());
    return require_reference(keys::client_pool(id), pool_of_key(key));
  }

  Status check_client_pool(std::string_view key, std::string_view value) {
    storage::KeyReader reader(key.substr(1));
    POSTERN_TRY(const std::string id, reader.text());
    POSTERN_TRY(const Reference pool, txn_.open<Reference>(key, value));
    POSTERN_TRY(const bool exists, txn_.exists(keys::client(pool.sub, id)));
    return exists ? ok() : note("StrayRow", key);
  }

  Status check_passkey(const Pool& pool, storage::KeyReader& reader) {
    POSTERN_TRY(const std::string sub, reader.text());
    POSTERN_TRY(const std::string credential_id, reader.text());
    return require_reference(keys::passkey_owner(pool.id, credential_id), sub);
  }

  Status check_passkey_owner(const Pool& pool, std::string_view key, std::string_view value,
                             storage::KeyReader& reader) {
    POSTERN_TRY(const std::string credential_id, reader.text());
    POSTERN_TRY(const Reference owner, txn_.open<Reference>(key, value));
    POSTERN_TRY(const bool exists, txn_.exists(keys::passkey(pool.id, owner.sub, credential_id)));
    return exists ? ok() : note("StrayRow", key);
  }

  Status check_link(const Pool& pool, std::string_view key, std::string_view value) {
    POSTERN_TRY(const ProviderLink link, txn_.open<ProviderLink>(key, value));
    POSTERN_TRY(const bool user_exists, txn_.exists(keys::user(pool.id, link.sub)));
    if (!user_exists) return note("StrayRow", key);
    return require(
        keys::link_of_user(pool.id, link.sub, link.provider, link.attribute, link.value));
  }

  Status check_link_of_user(const Pool& pool, std::string_view key, storage::KeyReader& reader) {
    POSTERN_TRY(const std::string sub, reader.text());
    POSTERN_TRY(const std::string provider, reader.text());
    POSTERN_TRY(const std::string attribute, reader.text());
    POSTERN_TRY(const std::string value, reader.text());
    POSTERN_TRY(const auto link,
                txn_.get<ProviderLink>(keys::link(pool.id, provider, attribute, value)));
    return link && link->sub == sub ? ok() : note("StrayRow", key);
  }

  Result<std::optional<AuditChain>> chain_of(std::string_view key) {
    storage::KeyReader reader(key.substr(1));
    POSTERN_TRY(const std::string chain, reader.text());
    return find_audit_chain(txn_, chain);
  }

  // What it says is checked with its link.
  Status check_audit_event(std::string_view key) {
    POSTERN_TRY(const auto chain, chain_of(key));
    POSTERN_TRY(const std::uint64_t number, audit_number(key));
    return chain && number > chain->head.dropped ? ok() : note("StrayRow", key);
  }

  Status check_link_of_chain(std::string_view key, std::string_view value) {
    POSTERN_TRY(const auto chain, chain_of(key));
    POSTERN_TRY(const std::uint64_t last, audit_number(key));
    POSTERN_TRY(const AuditLink link, txn_.open<AuditLink>(key, value));
    if (!chain) return note("StrayRow", key);
    POSTERN_TRY(const AuditFault fault, check_audit_link(txn_, *chain, last, link));
    return fault.empty() ? ok() : note("BrokenChain", key);
  }

  Status check_head_of_chain(std::string_view key) {
    POSTERN_TRY(const auto chain, chain_of(key));
    POSTERN_TRY(const AuditFault fault, check_audit_head(txn_, *chain));
    return fault.empty() ? ok() : note("BrokenChain", key);
  }

  Status check_count(std::string_view key, std::string_view value) {
    POSTERN_TRY(const PoolRecord record, txn_.open<PoolRecord>(key, value));
    POSTERN_TRY(const PoolPtr pool, load_pool_settings(txn_, record.id));
    if (!open_pool_key(txn_, *pool).ok()) return ok();  // Withheld: nobody can tell.
    const std::string prefix = keys::pool_data(pool->id, keys::kUser).take();
    std::int64_t users = 0;
    for (std::string after;;) {
      POSTERN_TRY(const auto rows, txn_.scan_prefix_keys(prefix, after, kCountedRows));
      users += static_cast<std::int64_t>(rows.size());
      if (rows.size() < kCountedRows) break;
      after = rows.back().key;
    }
    POSTERN_TRY(const std::int64_t counted, count_users(txn_, *pool));
    return counted == users ? ok() : note("WrongCount", keys::counter(pool->id, "users", 0));
  }

  // Nothing, when the user is not there.
  Result<std::optional<User>> user_of_reference(const Pool& pool, std::string_view key,
                                                std::string_view value) {
    POSTERN_TRY(const Reference reference, txn_.open<Reference>(key, value));
    return find_user_by_sub(txn_, pool, reference.sub);
  }

  Status require(std::string_view key) {
    POSTERN_TRY(const bool exists, txn_.exists(key));
    return exists ? ok() : note("MissingRow", key);
  }

  // One that points elsewhere is found as a stray one when the walk comes to it.
  Status require_reference(std::string_view key, std::string_view target) {
    POSTERN_TRY(const auto reference, txn_.get<Reference>(key));
    return reference && reference->sub == target ? ok() : note("MissingRow", key);
  }

  Txn& txn_;
  std::vector<Finding>& findings_;
};

bool is_damage(const Error& error) {
  return error.errc == Errc::corrupt;
}

// What a key or a record holds, though it was read, is nothing the rules know.
bool is_nonsense(const Error& error) {
  return error.errc == Errc::rejected || error.errc == Errc::invalid_argument;
}

Status check_one(Txn& txn, RowCheck& rows, const storage::Envelope& envelope,
                 std::string_view key) {
  // A file that is damaged may hold keys that no transaction would take.
  if (key.empty() || key.size() > limits::kKeyBytesMax) return rows.note("UnknownKey", {});
  const auto value = txn.raw().get(key);
  if (!value.ok()) return is_damage(value.error()) ? rows.note("Unreadable", key) : value.error();
  if (!*value) return ok();
  const Status checked = rows.check(key, **value, envelope);
  if (checked.ok() || is_damage(checked.error())) return ok();
  return is_nonsense(checked.error()) ? rows.note("Unreadable", key) : checked;
}

}  // namespace

Result<std::vector<Finding>> inspect_store(Store& store) {
  POSTERN_TRY(const auto damages, store.storage().inspect());
  std::vector<Finding> findings;
  for (const storage::Damage& damage : damages) {
    findings.push_back(finding(damage.kind, damage.key));
  }
  return findings;
}

Result<CheckedRows> check_rows(Store& store, std::string_view after_key, std::size_t limit) {
  return store.read([&](Txn& txn) -> Result<CheckedRows> {
    CheckedRows checked;
    RowCheck rows(txn, checked.findings);
    const auto page = txn.scan_prefix_keys({}, after_key, limit);
    if (!page.ok()) {
      if (!is_damage(page.error())) return page.error();
      POSTERN_CHECK(rows.note("Unreadable", {}));
      return checked;
    }
    for (const auto& row : *page) {
      POSTERN_CHECK(check_one(txn, rows, store.envelope(), row.key));
    }
    checked.rows = page->size();
    if (page->size() == limit) checked.last_key = page->back().key;
    return checked;
  });
}

}  // namespace postern::domain
