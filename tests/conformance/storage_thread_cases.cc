// Threads against one store. Catch's assertions are not for threads: check after the join.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "conformance/storage_cases.h"
#include "storage/transact.h"

namespace postern::test {
namespace {

using storage::Storage;
using storage::Txn;

template <class Body>
void run_threads(int count, Body body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&body, i] { body(i); });
  for (std::thread& thread : threads) thread.join();
}

Status add_one(Txn& txn, std::string_view key) {
  POSTERN_TRY(const auto value, txn.get(key));
  return txn.put(key, std::to_string(std::stoi(value.value_or("0")) + 1));
}

void threads_increment_one_counter(Storage& storage) {
  constexpr int kThreads = 16, kTimes = 40;
  std::atomic<int> failed = 0;
  run_threads(kThreads, [&](int) {
    for (int i = 0; i < kTimes; ++i) {
      const auto done =
          storage::transact(storage, [](Txn& txn) { return add_one(txn, "counter"); });
      if (!done.ok()) ++failed;
    }
  });
  CHECK(failed == 0);
  CHECK(value_now(storage, "counter") == std::to_string(kThreads * kTimes));
}

Result<bool> consume(Storage& storage, std::string_view key) {
  return storage::transact(storage, [&](Txn& txn) -> Result<bool> {
    POSTERN_TRY(const auto code, txn.get(key));
    if (!code) return false;
    POSTERN_CHECK(txn.erase(key));
    return true;
  });
}

void single_use_has_one_winner(Storage& storage) {
  for (int round = 0; round < 30; ++round) {
    const std::string key = "code/" + std::to_string(round);
    write_rows(storage, {{key, "unused"}});
    std::atomic<int> winners = 0, failed = 0, ready = 0;
    run_threads(8, [&](int) {
      for (++ready; ready < 8;) std::this_thread::yield();
      const auto won = consume(storage, key);
      if (!won.ok()) ++failed;
      if (won.ok() && *won) ++winners;
    });
    REQUIRE(failed == 0);
    REQUIRE(winners == 1);
  }
}

// Moves one unit between two of four accounts. The reader wants the sum of every snapshot
// unchanged.
Status transfer(Txn& txn, int from, int to) {
  const auto key = [](int account) { return "account/" + std::to_string(account); };
  for (const auto& [account, change] : {std::pair(from, -1), std::pair(to, 1)}) {
    POSTERN_TRY(const auto balance, txn.get(key(account)));
    POSTERN_CHECK(txn.put(key(account), std::to_string(std::stoi(balance.value_or("0")) + change)));
  }
  return ok();
}

int sum_of_accounts(Txn& txn) {
  const auto rows = txn.scan("account/", "account0", 100);
  int sum = 0;
  if (rows.ok()) {
    for (const auto& row : *rows) sum += std::stoi(row.value);
  }
  return sum;
}

void scan_under_writes_is_a_consistent_snapshot(Storage& storage) {
  for (const char* key : {"account/0", "account/1", "account/2", "account/3"}) {
    write_rows(storage, {{key, "100"}});
  }
  std::atomic<int> writers = 2, torn = 0, failed = 0;
  run_threads(4, [&](int thread) {
    if (thread < 2) {
      for (int i = 0; i < 150; ++i) {
        const auto moved = storage::transact(
            storage, [&](Txn& txn) { return transfer(txn, i % 4, (i + 1 + thread) % 4); });
        if (!moved.ok()) ++failed;
      }
      --writers;
    } else {
      while (writers > 0) {
        const auto sum =
            storage::read(storage, [](Txn& txn) -> Result<int> { return sum_of_accounts(txn); });
        if (!sum.ok() || *sum != 400) ++torn;
      }
    }
  });
  CHECK(failed == 0);
  CHECK(torn == 0);
  CHECK(sum_of_accounts(*begin_read(storage)) == 400);
}

void commits_of_many_threads_all_stay(Storage& storage) {
  constexpr int kThreads = 8, kTimes = 25;
  std::atomic<int> failed = 0;
  run_threads(kThreads, [&](int thread) {
    for (int i = 0; i < kTimes; ++i) {
      auto txn = storage.begin(storage::Mode::write);
      const std::string key = "row/" + std::to_string(thread) + "/" + std::to_string(i);
      if (!txn.ok() || !(*txn)->put(key, key).ok() || !(*txn)->commit().ok()) ++failed;
    }
  });
  CHECK(failed == 0);
  CHECK(keys_in(*begin_read(storage), {"row/", "row0"}).size() == kThreads * kTimes);
}

constexpr StorageCase kCases[] = {
    {"D11: threads increment one counter and none is lost", threads_increment_one_counter},
    {"D12: single use has one winner among eight threads", single_use_has_one_winner},
    {"a scan under concurrent writes is a consistent snapshot",
     scan_under_writes_is_a_consistent_snapshot},
    {"the commits of many threads all stay", commits_of_many_threads_all_stay},
};

}  // namespace

std::span<const StorageCase> storage_thread_cases() { return kCases; }

}  // namespace postern::test
