// The queue in front of the password hashes: order, bound, hand-over.
#include "crypto/work_slots.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

namespace postern::crypto {
namespace {

void await_waiters(const WorkSlots& slots, std::size_t count) {
  while (slots.waiting() != count) std::this_thread::yield();
}

TEST_CASE("L08: one more than slots and queue hold is refused, and served once there is room",
          "[crypto][pwhash]") {
  WorkSlots slots(1, 1);
  auto running = slots.take();
  REQUIRE(running);
  std::thread waiter([&] { CHECK(slots.take().has_value()); });
  await_waiters(slots, 1);
  CHECK_FALSE(slots.take().has_value());
  running.reset();
  waiter.join();
  CHECK(slots.take().has_value());
}

TEST_CASE("L08: without a queue, a caller beyond the slots is refused at once",
          "[crypto][pwhash]") {
  WorkSlots slots(2, 0);
  const auto first = slots.take();
  auto second = slots.take();
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->slot() != second->slot());
  CHECK_FALSE(slots.take().has_value());
  second.reset();
  CHECK(slots.take().has_value());
}

TEST_CASE("waiters are served in the order they came", "[crypto][pwhash]") {
  WorkSlots slots(1, 8);
  auto running = slots.take();
  std::vector<int> served;  // Written by the holder of the only slot.
  std::vector<std::thread> waiters;
  for (int i = 0; i < 5; ++i) {
    waiters.emplace_back([&, i] {
      const auto lease = slots.take();
      served.push_back(i);
    });
    await_waiters(slots, static_cast<std::size_t>(i) + 1);
  }
  running.reset();
  for (auto& waiter : waiters) waiter.join();
  CHECK(served == std::vector<int>{0, 1, 2, 3, 4});
}

TEST_CASE("the slot used last is used next", "[crypto][pwhash]") {
  WorkSlots slots(4, 0);
  const int first = slots.take()->slot();
  for (int i = 0; i < 10; ++i) CHECK(slots.take()->slot() == first);
}

TEST_CASE("no slot is ever held twice", "[crypto][pwhash]") {
  WorkSlots slots(2, 16);
  std::atomic<int> holders[2] = {};
  std::atomic<bool> shared{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 2'000; ++round) {
        const auto lease = slots.take();
        auto& mine = holders[lease->slot()];
        if (mine.fetch_add(1) != 0) shared = true;
        mine.fetch_sub(1);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK_FALSE(shared);
}

}  // namespace
}  // namespace postern::crypto
