// Reading a whole pool out of the store, as one consistent snapshot.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "bulk/archive_format.h"
#include "domain/keyspace.h"
#include "domain/store.h"

namespace postern::bulk {

// Everything in the pool's range takes part, whatever kind of record it is, but for what passes by
// itself: sign-in sessions, codes, counters of attempts, import jobs. Whoever restores a pool signs
// in anew. Used by one thread at a time.
class PoolExport {
 public:
  // ResourceNotFoundException for an unknown pool.
  static Result<std::unique_ptr<PoolExport>> begin(domain::Store& store, std::string_view pool_id,
                                                   const ArchiveLock& lock);

  // The next part of the file, a few hundred KiB; `last` when it is the end.
  struct Part {
    std::string bytes;
    bool last = false;
  };
  Result<Part> next();

 private:
  PoolExport(domain::Store& store, std::unique_ptr<storage::Txn> snapshot, std::string_view pool_id,
             const ArchiveLock& lock);

  Status add_pool();
  Status add_outside();
  Status add_outside_of(char prefix);
  Result<bool> add_some_data();
  Result<ArchiveRow> open_row(ArchiveRow::Kind kind, const storage::Row& row) const;

  domain::Store& store_;
  const std::unique_ptr<storage::Txn> snapshot_;
  const std::string pool_id_;
  const std::string range_;
  std::string next_key_;
  ArchiveWriter writer_;
};

// The tables whose rows lie outside a pool's range and point to it by a Reference.
inline constexpr char kOutsideTables[] = {domain::keys::kClientPool, domain::keys::kDomainPool};

}  // namespace postern::bulk
