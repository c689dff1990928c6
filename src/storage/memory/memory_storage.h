// The store that keeps nothing: for tests, development and embedded engines without a file.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>

#include "storage/memory/versioned_map.h"
#include "storage/storage.h"

namespace postern::storage {

class MemoryStorage final : public Storage {
 public:
  Result<std::unique_ptr<Txn>> begin(Mode mode) override;

 private:
  class MemoryTxn;
  using Snapshots = std::multiset<std::uint64_t>;

  Snapshots::iterator open_snapshot();
  void close_snapshot(Snapshots::iterator snapshot);
  Status apply(const ReadSet& reads, WriteSet writes, std::uint64_t since);
  void prune();

  std::mutex mutex_;  // Guards all of the following.
  std::uint64_t version_ = 0;
  Snapshots snapshots_;
  VersionedMap map_;
  CommitLog log_;
};

}  // namespace postern::storage
