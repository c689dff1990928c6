// The clocks an engine runs on.
#include "engine/clocks.h"

#include <algorithm>
#include <chrono>

namespace postern {

std::int64_t SystemClock::now_us() const {
  using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::system_clock;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t SteadyClock::now_us() const {
  const std::int64_t now_us = base_->now_us();
  std::int64_t newest_us = newest_us_.load(std::memory_order_relaxed);
  while (newest_us < now_us && !newest_us_.compare_exchange_weak(newest_us, now_us)) {
  }
  return std::max(newest_us, now_us);
}

}  // namespace postern
