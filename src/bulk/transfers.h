// Exports and restores in progress: each is many calls long and keeps its place in between.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "bulk/pool_export.h"
#include "bulk/pool_restore.h"
#include "domain/store.h"

namespace postern::bulk {

// A few of one kind, by token. A call takes its transfer out and puts it back, so that no two calls
// use one at once, and a transfer whose call failed is gone. Safe for concurrent use.
template <class Transfer>
class TransferTable {
 public:
  // Null for an unknown token.
  std::unique_ptr<Transfer> take(const std::string& token) {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(token);
    if (found == waiting_.end()) return nullptr;
    auto transfer = std::move(found->second.transfer);
    waiting_.erase(found);
    return transfer;
  }
  void put(const std::string& token, std::unique_ptr<Transfer> transfer, std::int64_t now_us) {
    const std::lock_guard lock(mutex_);
    waiting_[token] = {std::move(transfer), now_us};
  }
  // Drops those nobody has come back for; whether there is room for one more.
  bool make_room(std::int64_t now_us) {
    std::map<std::string, Waiting> dropped;  // Destroyed without the lock: that may take a while.
    const std::lock_guard lock(mutex_);
    for (auto it = waiting_.begin(); it != waiting_.end();) {
      const auto next = std::next(it);
      if (now_us - it->second.since_us >= kIdleMaxUs) dropped.insert(waiting_.extract(it));
      it = next;
    }
    return waiting_.size() < kTransfersMax;
  }

 private:
  // A snapshot that nobody reads keeps old rows on the disk.
  static constexpr std::int64_t kIdleMaxUs = 600 * kMicrosPerSecond;
  static constexpr std::size_t kTransfersMax = 4;

  struct Waiting {
    std::unique_ptr<Transfer> transfer;
    std::int64_t since_us = 0;
  };
  std::mutex mutex_;
  std::map<std::string, Waiting> waiting_;  // GUARDED_BY(mutex_)
};

class Transfers {
 public:
  explicit Transfers(domain::Store& store) : store_(store) {}

  // A part of the file, and the token that brings the next one; empty: this was the last.
  struct Exported {
    std::string bytes;
    std::string token;
  };
  Result<Exported> begin_export(std::string_view pool_id, const ArchiveLock& lock);
  Result<Exported> go_on_export(const std::string& token);

  // The token to go on with; empty when the pool is there.
  struct Restored {
    std::string pool_id;
    std::string token;
  };
  Result<Restored> begin_restore(ArchiveLock lock, std::string_view bytes);
  Result<Restored> go_on_restore(const std::string& token, std::string_view bytes);

  // Drops transfers nobody has come back for.
  void sweep();

 private:
  Result<Exported> next_part(std::string token, std::unique_ptr<PoolExport> transfer);
  Result<Restored> next_bytes(std::string token, std::unique_ptr<PoolRestore> transfer,
                              std::string_view bytes);

  domain::Store& store_;
  TransferTable<PoolExport> exports_;
  TransferTable<PoolRestore> restores_;
};

}  // namespace postern::bulk
