// A bounded number of workers, and a bounded queue of those who wait for one.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace postern::crypto {

// Slots are numbered from 0; the most recently used free one is taken first, so that what belongs
// to it is warm. Waiting is first come, first served: a slot is handed over, never raced for.
class WorkSlots {
 public:
  WorkSlots(int slots, int queue_max) : queue_max_(static_cast<std::size_t>(queue_max)) {
    for (int slot = slots; slot-- > 0;) free_.push_back(slot);
  }

  // Holds a slot until it dies.
  class Lease {
   public:
    Lease(WorkSlots& owner, int slot) : owner_(&owner), slot_(slot) {}
    Lease(Lease&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)), slot_(other.slot_) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (owner_ != nullptr) owner_->give_back(slot_);
    }
    [[nodiscard]] int slot() const { return slot_; }

   private:
    WorkSlots* owner_;
    int slot_;
  };

  // Waits for a slot; nullopt at once when queue_max others already wait.
  [[nodiscard]] std::optional<Lease> take() {
    std::unique_lock lock(mutex_);
    if (!free_.empty()) {
      const int slot = free_.back();
      free_.pop_back();
      return Lease(*this, slot);
    }
    if (queue_.size() >= queue_max_) return std::nullopt;
    Waiter self;
    queue_.push_back(&self);
    self.ready.wait(lock, [&] { return self.slot >= 0; });
    return Lease(*this, self.slot);
  }

  // How many wait at this moment.
  [[nodiscard]] std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  struct Waiter {
    std::condition_variable ready;
    int slot = -1;
  };

  void give_back(int slot) {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) {
      free_.push_back(slot);  // Its capacity is reserved by the constructor: cannot throw.
      return;
    }
    Waiter& next = *queue_.front();
    queue_.pop_front();
    next.slot = slot;
    // Under the lock: once it is released the waiter may be gone, and its condition variable with
    // it.
    next.ready.notify_one();
  }

  const std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::vector<int> free_;       // GUARDED_BY(mutex_)
  std::deque<Waiter*> queue_;   // GUARDED_BY(mutex_)
};

}  // namespace postern::crypto
