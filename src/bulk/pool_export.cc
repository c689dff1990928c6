// Reading a whole pool out of the store.
#include "bulk/pool_export.h"

#include <algorithm>

#include "domain/keyspace.h"
#include "domain/pool.h"

namespace postern::bulk {
namespace {

namespace keys = domain::keys;

constexpr std::size_t kScanRows = 256;

// What is left out. A new kind of record takes part unless it is listed here.
constexpr char kPassing[] = {
    keys::kCode,           keys::kLockout,           keys::kQuota,
    keys::kGuessBudget,    keys::kSession,           keys::kPasskeyRegistration,
    keys::kPendingTotp,    keys::kFirstSignIn,       keys::kImportJob,
    keys::kImportChunk,    keys::kImportLog,         keys::kTrackedSession,
    keys::kBrowserSession, keys::kAuthorizationCode, keys::kAuthEvent,
    keys::kChallenge,      keys::kNamesChange,       keys::kFormerKeys};

bool passes_by(char prefix) {
  return std::find(std::begin(kPassing), std::end(kPassing), prefix) != std::end(kPassing);
}

}  // namespace

PoolExport::PoolExport(domain::Store& store, std::unique_ptr<storage::Txn> snapshot,
                       std::string_view pool_id, const ArchiveLock& lock)
    : store_(store),
      snapshot_(std::move(snapshot)),
      pool_id_(pool_id),
      range_(keys::pool_range(pool_id)),
      next_key_(range_),
      writer_(lock, store.random()) {}

Result<std::unique_ptr<PoolExport>> PoolExport::begin(domain::Store& store,
                                                      std::string_view pool_id,
                                                      const ArchiveLock& lock) {
  POSTERN_TRY(auto snapshot, store.storage().begin(storage::Mode::read));
  std::unique_ptr<PoolExport> made(new PoolExport(store, std::move(snapshot), pool_id, lock));
  POSTERN_CHECK(made->add_pool());
  POSTERN_CHECK(made->add_outside());
  return made;
}

// An envelope names the type of its record in its second byte (storage/envelope.h).
Result<ArchiveRow> PoolExport::open_row(ArchiveRow::Kind kind, const storage::Row& row) const {
  ArchiveRow opened{.kind = kind, .record_type = 0, .key = row.key, .value = {}};
  if (row.value.empty()) return opened;
  if (row.value.size() < storage::Envelope::kHeaderBytes) return internal_error("A short record.");
  opened.record_type =
      static_cast<std::uint8_t>(row.value[1]) & ~unsigned{storage::Envelope::kOfRange};
  POSTERN_TRY(opened.value, store_.envelope().open(opened.record_type, row.key, row.value));
  return opened;
}

Status PoolExport::add_pool() {
  POSTERN_TRY(const auto change, snapshot_->get(keys::names_change(pool_id_)));
  if (change) {
    return reject("TooManyRequestsException",
                  "The sign-in names of the user pool are being changed. Please try again.");
  }
  const std::string key = keys::pool(pool_id_);
  POSTERN_TRY(auto sealed, snapshot_->get(key));
  if (!sealed) {
    return reject("ResourceNotFoundException", "User pool " + pool_id_ + " does not exist.");
  }
  POSTERN_TRY(ArchiveRow row, open_row(ArchiveRow::Kind::pool, {key, *sealed}));
  row.key = pool_id_;
  writer_.add(row);
  return ok();
}

Status PoolExport::add_outside() {
  for (const char table : kOutsideTables) POSTERN_CHECK(add_outside_of(table));
  return ok();
}

Status PoolExport::add_outside_of(char prefix) {
  const std::string table(1, prefix);
  const std::string end = storage::prefix_end(table);
  for (std::string begin = table;;) {
    POSTERN_TRY(const auto rows, snapshot_->scan(begin, end, kScanRows));
    for (const storage::Row& row : rows) {
      POSTERN_TRY(const ArchiveRow opened, open_row(ArchiveRow::Kind::outside, row));
      POSTERN_TRY(const auto target, domain::decode_record<domain::Reference>(opened.value));
      if (target.sub == pool_id_) writer_.add(opened);
    }
    if (rows.size() < kScanRows) return ok();
    begin = rows.back().key + '\0';
  }
}

// True while there is more.
Result<bool> PoolExport::add_some_data() {
  POSTERN_TRY(const auto rows, snapshot_->scan(next_key_, storage::prefix_end(range_), kScanRows));
  for (const storage::Row& row : rows) {
    next_key_ = row.key + '\0';
    const char prefix = row.key[range_.size()];
    if (passes_by(prefix)) {
      // The whole table at once: sessions are many.
      next_key_ = storage::prefix_end(range_ + prefix);
      return true;
    }
    POSTERN_TRY(ArchiveRow opened, open_row(ArchiveRow::Kind::data, row));
    opened.key.erase(0, range_.size());
    writer_.add(opened);
  }
  return rows.size() == kScanRows;
}

Result<PoolExport::Part> PoolExport::next() {
  bool more = true;
  while (more && !writer_.wants_flush()) {
    POSTERN_TRY(more, add_some_data());
  }
  return Part{writer_.flush(!more), !more};
}

}  // namespace postern::bulk
