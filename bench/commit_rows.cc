// Durable commits of one row: alone beside raw SQLite's, and sixteen threads beside one.
#include <cstdlib>
#include <thread>

#include "bench/raw_sqlite.h"
#include "bench/rows.h"
#include "bench/world.h"
#include "engine/storage_url.h"
#include "storage/transact.h"

namespace bench {
namespace {

constexpr int kThreads = 16;
constexpr int kCallsPerThread = 25;

void commit_one_row(postern::storage::Storage& storage, int thread) {
  const std::string key = "k" + std::to_string(thread);
  // Never the same bytes twice: SQLite leaves a page alone that would not change.
  thread_local unsigned calls = 0;
  const std::string value = std::to_string(++calls) + std::string(400, 's');
  const auto done = postern::storage::transact(
      storage, [&](postern::storage::Txn& txn) { return txn.put(key, value); });
  if (!done.ok()) std::abort();
}

double sixteen_threads_us(postern::storage::Storage& storage) {
  const double start_us = now_us(Clock::wall);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&storage, thread] {
      for (int call = 0; call < kCallsPerThread; ++call) commit_one_row(storage, thread);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return now_us(Clock::wall) - start_us;
}

}  // namespace

void commit_rows(Report& report) {
  const Scratch scratch("commit");
  auto opened = postern::open_storage(
      postern::parse_storage_url("sqlite:" + scratch.file("rows.db")).value());
  postern::storage::Storage& storage = *opened.value();
  RawSqlite sqlite(scratch.file("raw.db"));

  const Side alone = repeat("one thread", Clock::wall, 50, [&] { commit_one_row(storage, 0); });
  Side beside_raw = alone;
  beside_raw.name = "durable commit of one row, one thread";
  report.compare(
      Clock::wall, 61, 0.80, beside_raw,
      repeat("one raw SQLite commit", Clock::wall, 50, [&] { sqlite.commit_one_row(); }));
  report.compare(Clock::wall, 31, 3,
                 Side{"durable commit of one row, 16 threads", kThreads * kCallsPerThread,
                      [&] { return sixteen_threads_us(storage); }},
                 alone);
}

}  // namespace bench
