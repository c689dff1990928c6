// The leader protocol of group commit.
#include "storage/sqlite/commit_queue.h"

#include <algorithm>
#include <new>
#include <utility>

namespace postern::storage {

Status CommitQueue::submit(PendingCommit& mine) {
  std::unique_lock lock(mutex_);
  waiting_.push_back(&mine);
  mine.wake.wait(lock, [&] { return mine.done || !has_leader_; });
  if (!mine.done) lead(lock);
  if (!mine.outcome) throw std::bad_alloc();
  return *std::move(mine.outcome);
}

// Needs no memory: a leader that did not come to its end would leave all others waiting for ever.
void CommitQueue::lead(std::unique_lock<std::mutex>& lock) {
  has_leader_ = true;
  std::vector<PendingCommit*> members;
  members.swap(waiting_);
  const auto is_commit = [](const PendingCommit* member) { return member->task == nullptr; };
  const auto first_task = std::stable_partition(members.begin(), members.end(), is_commit);
  const Batch commits(members.begin(), first_task);
  if (!commits.empty()) commit(commits, lock);
  for (PendingCommit* const member : Batch(first_task, members.end())) run_task(*member, lock);
  has_leader_ = false;
  if (!waiting_.empty()) waiting_.front()->wake.notify_one();
}

void CommitQueue::commit(Batch batch, std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  commit_batch_(batch);
  lock.lock();
  // Under the lock: a member that sees it is done returns and takes its condition variable along.
  for (PendingCommit* const member : batch) {
    member->done = true;
    member->wake.notify_one();
  }
  lock.unlock();
  after_batch_();
  lock.lock();
}

void CommitQueue::run_task(PendingCommit& member, std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  try {
    member.outcome = (*member.task)();
  } catch (const std::bad_alloc&) {
    member.outcome.reset();
  }
  lock.lock();
  member.done = true;
  member.wake.notify_one();
}

}  // namespace postern::storage
