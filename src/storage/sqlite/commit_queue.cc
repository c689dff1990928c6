// The leader protocol of group commit.
#include "storage/sqlite/commit_queue.h"

#include <utility>

namespace postern::storage {

Status CommitQueue::submit(PendingCommit& mine) {
  std::unique_lock lock(mutex_);
  waiting_.push_back(&mine);
  mine.wake.wait(lock, [&] { return mine.outcome || !has_leader_; });
  if (!mine.outcome) lead(lock);
  return *std::move(mine.outcome);
}

void CommitQueue::lead(std::unique_lock<std::mutex>& lock) {
  has_leader_ = true;
  const Batch batch = std::exchange(waiting_, {});
  lock.unlock();
  std::vector<Status> outcomes = commit_batch_(batch);
  lock.lock();
  // Under the lock: a member that sees its outcome returns and takes its condition variable along.
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i]->outcome = std::move(outcomes[i]);
    batch[i]->wake.notify_one();
  }
  lock.unlock();
  after_batch_();
  lock.lock();
  has_leader_ = false;
  if (!waiting_.empty()) waiting_.front()->wake.notify_one();
}

}  // namespace postern::storage
