// Writing an exported pool into the store.
#include "bulk/pool_restore.h"

#include <algorithm>

#include "bulk/pool_export.h"
#include "domain/keyspace.h"
#include "domain/lone_marks.h"
#include "domain/pool.h"
#include "domain/pool_key.h"
#include "domain/sweep.h"

namespace postern::bulk {
namespace {

namespace keys = domain::keys;

constexpr std::size_t kRowsPerTransaction = 256;
// From the last part on; then the process that restored is taken for dead.
constexpr std::int64_t kPatienceUs = 600 * kMicrosPerSecond;

Error not_a_pool() {
  return invalid_parameter("The file does not hold one user pool.");
}

// From here on the rows are those of a deleted pool, which the sweep takes away.
Status doom(domain::Store& store, std::string_view pool_id) {
  POSTERN_CHECK(store.transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(txn.erase(keys::restoring(pool_id)));
    POSTERN_CHECK(domain::erase_pool_key(txn, pool_id));
    return domain::put_lone_mark(txn, keys::doomed(pool_id));
  }));
  return domain::sweep_pool(store, pool_id);
}

Status refuse_existing(domain::Txn& txn, std::string_view pool_id) {
  POSTERN_TRY(const bool exists, txn.exists(keys::pool(pool_id)));
  if (!exists) return ok();
  return invalid_parameter("User pool " + std::string(pool_id) + " exists already.");
}

}  // namespace

PoolRestore::~PoolRestore() {
  // What cannot be taken away now is taken away by sweep_abandoned_restores().
  if (begun_ && !complete_) static_cast<void>(doom(store_, pool_id_).ok());
}

Status PoolRestore::feed(std::string_view bytes) {
  std::vector<ArchiveRow> rows;
  Status taken = reader_.feed(bytes, rows);
  if (taken.ok()) taken = take(rows);
  for (ArchiveRow& row : rows) wipe(row.value);
  if (!taken.ok() || !reader_.complete()) return taken;
  return finish();
}

Status PoolRestore::take(const std::vector<ArchiveRow>& rows) {
  std::vector<const ArchiveRow*> batch;
  for (const ArchiveRow& row : rows) {
    if (!begun_) {
      POSTERN_CHECK(begin(row));
    } else if (row.kind == ArchiveRow::Kind::outside) {
      POSTERN_CHECK(keep_outside(row));
    } else if (row.kind == ArchiveRow::Kind::data) {
      batch.push_back(&row);
    } else {
      return not_a_pool();
    }
    if (batch.size() < kRowsPerTransaction) continue;
    POSTERN_CHECK(write(batch));
    batch.clear();
  }
  return write(batch);
}

Status PoolRestore::begin(const ArchiveRow& pool) {
  const auto record = domain::decode_record<domain::PoolRecord>(pool.value);
  if (pool.kind != ArchiveRow::Kind::pool || !record.ok() || record->id != pool.key ||
      pool.key.empty()) {
    return not_a_pool();
  }
  // A deleted pool of that id may not be gone altogether.
  POSTERN_CHECK(domain::sweep_doomed(store_));
  POSTERN_CHECK(sweep_abandoned_restores(store_));
  domain::Used mark;
  mark.expires_us = store_.now_us() + kPatienceUs;
  POSTERN_CHECK(store_.transact([&](domain::Txn& txn) -> Status {
    POSTERN_CHECK(refuse_existing(txn, pool.key));
    POSTERN_TRY(const bool restoring, txn.exists(keys::restoring(pool.key)));
    if (restoring) return invalid_parameter("The user pool is being restored already.");
    POSTERN_TRY(const domain::Pool made, domain::make_pool(*record));
    POSTERN_CHECK(domain::make_pool_key(txn, made, store_.random()));
    return txn.put(keys::restoring(pool.key), mark);
  }));
  pool_id_ = pool.key;
  range_ = keys::pool_range(pool_id_);
  pool_ = pool;
  begun_ = true;
  return ok();
}

Status PoolRestore::keep_outside(const ArchiveRow& row) {
  const bool known = !row.key.empty() &&
                     std::find(std::begin(kOutsideTables), std::end(kOutsideTables), row.key[0]) !=
                         std::end(kOutsideTables);
  const auto target = domain::decode_record<domain::Reference>(row.value);
  if (!known || !target.ok() || target->sub != pool_id_) return not_a_pool();
  outside_.push_back(row);
  return ok();
}

Status PoolRestore::put(domain::Txn& txn, std::string_view key, const ArchiveRow& row) const {
  if (row.record_type == 0) return txn.put_mark(key);
  return txn.put_bytes(key, row.record_type, row.value);
}

Status PoolRestore::write(const std::vector<const ArchiveRow*>& rows) {
  if (rows.empty()) return ok();
  domain::Used mark;
  mark.expires_us = store_.now_us() + kPatienceUs;
  return store_.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const bool ours, txn.exists(keys::restoring(pool_id_)));
    if (!ours) return invalid_parameter("The restore took too long and was given up.");
    POSTERN_CHECK(txn.put(keys::restoring(pool_id_), mark));
    for (const ArchiveRow* row : rows) POSTERN_CHECK(put(txn, range_ + row->key, *row));
    return ok();
  });
}

Status PoolRestore::finish() {
  if (!begun_) return not_a_pool();
  POSTERN_CHECK(store_.transact([&](domain::Txn& txn) -> Status {
    POSTERN_TRY(const bool ours, txn.exists(keys::restoring(pool_id_)));
    if (!ours) return invalid_parameter("The restore took too long and was given up.");
    POSTERN_CHECK(refuse_existing(txn, pool_id_));
    for (const ArchiveRow& row : outside_) {
      POSTERN_TRY(const bool taken, txn.exists(row.key));
      if (taken) {
        return invalid_parameter("A client or a domain of the pool belongs to another one.");
      }
      POSTERN_CHECK(put(txn, row.key, row));
    }
    POSTERN_CHECK(put(txn, keys::pool(pool_id_), pool_));
    return txn.erase(keys::restoring(pool_id_));
  }));
  complete_ = true;
  return ok();
}

Status sweep_abandoned_restores(domain::Store& store) {
  const std::string prefix(1, keys::kRestoring);
  POSTERN_TRY(const auto abandoned,
              store.read([&](domain::Txn& txn) -> Result<std::vector<std::string>> {
                POSTERN_TRY(const auto rows, txn.scan_prefix(prefix, {}, SIZE_MAX));
                std::vector<std::string> pool_ids;
                for (const storage::Row& row : rows) {
                  POSTERN_TRY(const auto mark, txn.open<domain::Used>(row.key, row.value));
                  if (store.now_us() < mark.expires_us) continue;
                  storage::KeyReader reader(std::string_view(row.key).substr(1));
                  POSTERN_TRY(std::string pool_id, reader.text());
                  pool_ids.push_back(std::move(pool_id));
                }
                return pool_ids;
              }));
  for (const std::string& pool_id : abandoned) POSTERN_CHECK(doom(store, pool_id));
  return ok();
}

}  // namespace postern::bulk
