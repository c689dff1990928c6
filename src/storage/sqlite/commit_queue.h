// Group commit: concurrent committers form batches, and the first of each commits for all of it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "storage/commit_log.h"

namespace postern::storage {

// One transaction that waits to be committed. Borrowed from its committing thread.
struct PendingCommit {
  const ReadSet& reads;
  const WriteSet& writes;
  std::uint64_t since;  // Every commit after this version is validated against `reads`.
  const std::function<Status()>* task = nullptr;  // To be run instead, while nothing is committed.
  std::optional<Status> outcome = {};  // Left out when memory ran out: nothing happened.
  bool done = false;
  std::condition_variable wake = {};
};

// No background thread: while a batch is being committed the next one forms, and its first member
// takes over as leader. Safe for concurrent use.
class CommitQueue {
 public:
  using Batch = std::span<PendingCommit* const>;

  // `commit_batch` sets the outcome of each member, as far as memory lasts; `after_batch` runs when
  // they have been let go, and before tasks. All run on the leader's thread, one at a time, and do
  // not throw.
  CommitQueue(std::function<void(Batch)> commit_batch, std::function<void()> after_batch)
      : commit_batch_(std::move(commit_batch)), after_batch_(std::move(after_batch)) {}

  // Throws std::bad_alloc when memory runs out, and nothing has happened then.
  Status submit(PendingCommit& mine);

 private:
  void lead(std::unique_lock<std::mutex>& lock);
  void commit(Batch batch, std::unique_lock<std::mutex>& lock);
  void run_task(PendingCommit& member, std::unique_lock<std::mutex>& lock);

  const std::function<void(Batch)> commit_batch_;
  const std::function<void()> after_batch_;
  std::mutex mutex_;  // Guards all of the following, and whether who is waiting is done.
  bool has_leader_ = false;
  std::vector<PendingCommit*> waiting_;  // In order of arrival.
};

}  // namespace postern::storage
