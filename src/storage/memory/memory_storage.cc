// Optimistic transactions over one versioned map and one lock.
#include "storage/memory/memory_storage.h"

#include <optional>

#include "storage/checks.h"

namespace postern::storage {

class MemoryStorage::MemoryTxn final : public OptimisticTxn {
 public:
  MemoryTxn(MemoryStorage& storage, Mode mode) : OptimisticTxn(mode), storage_(storage) {}
  ~MemoryTxn() override { close_snapshot(); }

 private:
  Result<std::optional<std::string>> get_committed(std::string_view key) override {
    const std::lock_guard lock(storage_.mutex_);
    return storage_.map_.get(key, snapshot());
  }

  Result<std::vector<Row>> scan_committed(const ScanRange& range) override {
    const std::lock_guard lock(storage_.mutex_);
    return storage_.map_.scan(range, snapshot());
  }

  Status apply(const ReadSet& reads, WriteSet writes) override {
    const std::uint64_t since = snapshot_ ? **snapshot_ : 0;
    // Released first, so that its own commit can forget what only this transaction saw.
    close_snapshot();
    return storage_.apply(reads, std::move(writes), since);
  }

  // REQUIRES: the storage's lock is held.
  std::uint64_t snapshot() {
    if (!snapshot_) snapshot_ = storage_.open_snapshot();
    return **snapshot_;
  }

  void close_snapshot() {
    if (snapshot_) storage_.close_snapshot(*snapshot_);
    snapshot_.reset();
  }

  MemoryStorage& storage_;
  std::optional<Snapshots::iterator> snapshot_;
};

Result<std::unique_ptr<Txn>> MemoryStorage::begin(Mode mode) {
  return std::make_unique<MemoryTxn>(*this, mode);
}

MemoryStorage::Snapshots::iterator MemoryStorage::open_snapshot() {
  return snapshots_.insert(version_);
}

void MemoryStorage::close_snapshot(Snapshots::iterator snapshot) {
  const std::lock_guard lock(mutex_);
  snapshots_.erase(snapshot);
  prune();
}

Status MemoryStorage::apply(const ReadSet& reads, WriteSet writes, std::uint64_t since) {
  const std::lock_guard lock(mutex_);
  if (log_.conflicts(reads, since)) return conflict_error();
  // Should memory run out below, the log forgets the commit that was not.
  struct Rewind {
    CommitLog& log;
    const std::uint64_t& version;
    ~Rewind() { log.rewind(version); }
  };
  const Rewind rewind{log_, version_};
  log_.append(version_ + 1, writes);
  map_.write(std::move(writes), version_ + 1);
  ++version_;
  prune();
  return ok();
}

void MemoryStorage::prune() {
  map_.prune(snapshots_.empty() ? version_ : *snapshots_.begin());
}

}  // namespace postern::storage
