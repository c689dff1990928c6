// The clocks an engine runs on.
#pragma once

#include <atomic>
#include <memory>

#include "base/clock.h"

namespace postern {

// The system's wall clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t now_us() const override;
};

// Another clock, but never behind what it has shown before: what has expired stays expired when the
// host's clock is set back (D21).
class SteadyClock final : public Clock {
 public:
  explicit SteadyClock(std::unique_ptr<Clock> base) : base_(std::move(base)) {}

  [[nodiscard]] std::int64_t now_us() const override;
  [[nodiscard]] std::int64_t outside_us() const override { return base_->outside_us(); }

 private:
  const std::unique_ptr<Clock> base_;
  mutable std::atomic<std::int64_t> newest_us_{0};
};

// Another clock, ahead by what a test moved it.
class MovableClock final : public Clock {
 public:
  explicit MovableClock(std::unique_ptr<Clock> base) : base_(std::move(base)) {}

  [[nodiscard]] std::int64_t now_us() const override { return base_->now_us() + ahead_us_; }
  [[nodiscard]] std::int64_t outside_us() const override { return base_->outside_us(); }
  void advance(std::int64_t delta_us) { ahead_us_ += delta_us; }

 private:
  const std::unique_ptr<Clock> base_;
  std::atomic<std::int64_t> ahead_us_{0};
};

}  // namespace postern
