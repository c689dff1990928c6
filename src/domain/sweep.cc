// Removing what has expired and what belonged to deleted pools, in slices of bounded size.
#include "domain/sweep.h"

#include "domain/keyspace.h"

namespace postern::domain {
namespace {

constexpr std::size_t kSliceRows = 256;

Result<std::string> swept_key(std::string_view expiry_key) {
  storage::KeyReader reader(expiry_key);
  POSTERN_CHECK(reader.raw(1));
  POSTERN_TRY([[maybe_unused]] auto expires_us, reader.u64());
  return std::string(reader.rest());
}

Result<bool> sweep_pool_slice(Store& store, std::string_view pool_id) {
  return store.transact([&](Txn& txn) -> Result<bool> {
    txn.leave_no_event();  // Deleting the pool was one.
    POSTERN_TRY(auto rows, txn.scan_prefix_keys(keys::pool_range(pool_id), {}, kSliceRows));
    for (const auto& row : rows) POSTERN_CHECK(txn.erase(row.key));
    if (rows.size() == kSliceRows) return true;
    POSTERN_CHECK(txn.erase(keys::doomed(pool_id)));
    return false;
  });
}

}  // namespace

Result<bool> sweep_expired(Store& store) {
  return store.transact([&](Txn& txn) -> Result<bool> {
    txn.leave_no_event();  // What has expired counts for nothing any more.
    const std::string begin(1, keys::kExpiry);
    const std::string end = keys::expiry(store.now_us(), {});
    POSTERN_TRY(auto rows, txn.raw().scan(begin, end, kSliceRows));
    for (const auto& row : rows) {
      POSTERN_TRY(const std::string key, swept_key(row.key));
      POSTERN_CHECK(txn.erase(key));
      POSTERN_CHECK(txn.erase(row.key));
    }
    return rows.size() == kSliceRows;
  });
}

Result<bool> sweep_some_doomed(Store& store) {
  POSTERN_TRY(auto rows, store.read([](Txn& txn) {
    return txn.scan_prefix_keys(std::string(1, keys::kDoomed), {}, 2);
  }));
  if (rows.empty()) return false;
  storage::KeyReader reader(rows[0].key);
  POSTERN_CHECK(reader.raw(1));
  POSTERN_TRY(const std::string pool_id, reader.text());
  POSTERN_TRY(const bool more_of_it, sweep_pool_slice(store, pool_id));
  return more_of_it || rows.size() > 1;
}

Status sweep_pool(Store& store, std::string_view pool_id) {
  for (;;) {
    POSTERN_TRY(const bool more, sweep_pool_slice(store, pool_id));
    if (!more) return ok();
  }
}

Status sweep_doomed(Store& store) {
  for (;;) {
    POSTERN_TRY(const bool more, sweep_some_doomed(store));
    if (!more) return ok();
  }
}

}  // namespace postern::domain
