// Writing an exported pool into the store: invisible until the last row is there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bulk/archive_format.h"
#include "domain/store.h"

namespace postern::bulk {

// The pool keeps its id: tokens, ARNs and SRP verifiers carry it. Until the file's end has been
// read nobody finds the pool, because its own record is written last, with all that points to it.
// Dropped before that, it takes away what it wrote. Used by one thread at a time.
class PoolRestore {
 public:
  PoolRestore(domain::Store& store, ArchiveLock lock) : store_(store), reader_(std::move(lock)) {}
  PoolRestore(const PoolRestore&) = delete;
  PoolRestore& operator=(const PoolRestore&) = delete;
  ~PoolRestore();

  // Takes the next bytes of the file, cut anywhere; InvalidParameterException when they are not the
  // file's, when the pool exists, or when one of its clients or domains belongs to another pool.
  Status feed(std::string_view bytes);

  // Whether the file's end was read: the pool is there.
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] const std::string& pool_id() const { return pool_id_; }

 private:
  Status take(const std::vector<ArchiveRow>& rows);
  Status begin(const ArchiveRow& pool);
  Status keep_outside(const ArchiveRow& row);
  Status write(const std::vector<const ArchiveRow*>& rows);
  Status put(domain::Txn& txn, std::string_view key, const ArchiveRow& row) const;
  Status finish();

  domain::Store& store_;
  ArchiveReader reader_;
  std::string pool_id_;
  std::string range_;
  ArchiveRow pool_;
  std::vector<ArchiveRow> outside_;
  bool begun_ = false;
  bool complete_ = false;
};

// Takes away what restores left behind that ended without a word, when the process died.
Status sweep_abandoned_restores(domain::Store& store);

}  // namespace postern::bulk
