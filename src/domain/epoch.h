// Which epoch of the store something was handed out in: putting a backup back begins another one.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/records.h"

namespace postern::domain {

// What is good for once may have been used between the backup and now, and the backup does not know
// (D26). So what an earlier epoch handed out is void: codes, challenge Sessions and other sealed
// tokens, passkeys and authenticator apps about to be registered, steps of an app. Rows of such
// things carry the number of their epoch; sealed tokens have a key that follows from its id.
struct Epoch {
  int number = 0;
  int sessions_from = 0;      // Sessions that began in an earlier epoch have ended.
  std::int64_t began_us = 0;  // 0: with the store.
  std::string id;             // Random; empty in a store's first epoch.

  [[nodiscard]] bool is_over(int other) const { return other < number; }
  [[nodiscard]] bool has_ended_session(const Session& session) const {
    return session.epoch < sessions_from;
  }
  // Whether rotation may have replaced the session's refresh token after the backup was taken.
  [[nodiscard]] bool may_have_rotated(const Session& session) const {
    return is_over(session.epoch);
  }

  static Epoch of(const StoreInfo& info) {
    return {info.epoch, info.sessions_from, info.epoch_began_us, info.epoch_id};
  }
};

// The present epoch, which may change while it is read. Safe for concurrent use.
class PresentEpoch {
 public:
  PresentEpoch() { set({}); }

  // Valid as long as this.
  [[nodiscard]] const Epoch& get() const { return *present_.load(std::memory_order_acquire); }

  void set(Epoch epoch) {
    const std::lock_guard lock(changing_);
    all_.push_back(std::make_unique<const Epoch>(std::move(epoch)));
    present_.store(all_.back().get(), std::memory_order_release);
  }

 private:
  std::mutex changing_;
  std::vector<std::unique_ptr<const Epoch>> all_;  // GUARDED_BY(changing_)
  std::atomic<const Epoch*> present_{nullptr};
};

// Of stores that know no epochs.
inline const PresentEpoch& first_epoch() {
  static const PresentEpoch first;
  return first;
}

}  // namespace postern::domain
