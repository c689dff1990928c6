// A store in memory with a clock the test moves and randomness that replays from a seed: what tests
// of every room above storage start from.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <random>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "domain/store.h"
#include "storage/envelope.h"
#include "storage/memory/memory_storage.h"

namespace postern::test {

// Stands still until moved, also backwards.
class ManualClock final : public Clock {
 public:
  static constexpr std::int64_t kStartUs = 1'700'000'000 * kMicrosPerSecond;

  [[nodiscard]] std::int64_t now_us() const override { return now_us_.load(); }
  void set_us(std::int64_t now_us) { now_us_ = now_us; }
  void advance_us(std::int64_t delta_us) { now_us_ += delta_us; }
  void advance_s(std::int64_t delta_s) { advance_us(delta_s * kMicrosPerSecond); }

 private:
  std::atomic<std::int64_t> now_us_{kStartUs};
};

// The same bytes in every run. For tests only.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : engine_(seed) {}

  void fill(void* out, std::size_t size) override {
    const std::lock_guard lock(mutex_);
    auto* to = static_cast<unsigned char*>(out);
    for (std::size_t i = 0; i < size; ++i) to[i] = static_cast<unsigned char>(engine_() >> 24U);
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;  // GUARDED_BY(mutex_)
};

struct StoreFixture {
  ManualClock clock;
  SeededRandom random;
  storage::MemoryStorage storage;
  std::string root_key = std::string(32, 'k');
  storage::Envelope envelope{root_key, random};
  domain::Store store{storage, envelope, clock, random};
};

}  // namespace postern::test
