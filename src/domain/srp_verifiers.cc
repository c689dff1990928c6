// The SRP verifiers of a pool as a whole.
#include "domain/srp_verifiers.h"

#include "domain/keyspace.h"

namespace postern::domain {
namespace {

constexpr std::size_t kSliceUsers = 200;

Status erase_one(Txn& txn, const storage::Row& row) {
  POSTERN_TRY(User user, txn.open<User>(row.key, row.value));
  if (user.srp_verifier.empty() && user.srp_salt.empty()) return ok();
  user.srp_verifier.clear();
  user.srp_salt.clear();
  return txn.put(row.key, user);
}

// The key of the last user seen; empty at the end.
Result<std::string> erase_slice(Store& store, std::string_view prefix, const std::string& after) {
  return store.transact([&](Txn& txn) -> Result<std::string> {
    POSTERN_TRY(const auto rows, txn.scan_prefix(prefix, after, kSliceUsers));
    for (const storage::Row& row : rows) POSTERN_CHECK(erase_one(txn, row));
    return rows.empty() ? std::string() : rows.back().key;
  });
}

}  // namespace

Status erase_srp_verifiers(Store& store, std::string_view pool_id) {
  const std::string prefix = keys::pool_data(pool_id, keys::kUser).take();
  std::string after;
  do {
    POSTERN_TRY(after, erase_slice(store, prefix, after));
  } while (!after.empty());
  return ok();
}

}  // namespace postern::domain
