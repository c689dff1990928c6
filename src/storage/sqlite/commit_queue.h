// Group commit: concurrent committers form batches, and the first of each commits for all of it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "storage/commit_log.h"

namespace postern::storage {

// One transaction that waits to be committed. Borrowed from its committing thread.
struct PendingCommit {
  const ReadSet& reads;
  const WriteSet& writes;
  std::uint64_t since;  // Every commit after this version is validated against `reads`.
  std::optional<Status> outcome = {};
  std::condition_variable wake = {};
};

// No background thread: while a batch is being committed the next one forms, and its first member
// takes over as leader. Safe for concurrent use.
class CommitQueue {
 public:
  using Batch = std::vector<PendingCommit*>;

  // `commit_batch` returns the outcome of each member in turn; `after_batch` runs when they have
  // been let go. Both run on the leader's thread, one batch at a time, and do not throw.
  CommitQueue(std::function<std::vector<Status>(const Batch&)> commit_batch,
              std::function<void()> after_batch)
      : commit_batch_(std::move(commit_batch)), after_batch_(std::move(after_batch)) {}

  Status submit(PendingCommit& mine);

 private:
  void lead(std::unique_lock<std::mutex>& lock);

  const std::function<std::vector<Status>(const Batch&)> commit_batch_;
  const std::function<void()> after_batch_;
  std::mutex mutex_;  // Guards all of the following, and the outcome of who is waiting.
  bool has_leader_ = false;
  Batch waiting_;  // In order of arrival.
};

}  // namespace postern::storage
