// What workers were told has happened, in memory that outlives their processes.
#pragma once

#include <atomic>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace postern::test {

// Logs in memory that is shared with every child forked later. An entry counts from the very store
// of its log's length, so a process killed at any instant leaves whole entries only.
class Ledger {
 public:
  using Entry = std::vector<std::string>;

  // One worker's. Written by one thread at a time.
  class Log {
   public:
    // False when the log is full.
    bool append(std::initializer_list<std::string_view> fields);
    [[nodiscard]] std::vector<Entry> entries() const;
    [[nodiscard]] std::size_t count() const { return count_.load(std::memory_order_acquire); }
    void clear();

   private:
    static constexpr std::size_t kBytes = 4 << 20;
    std::atomic<std::size_t> used_ = 0;
    std::atomic<std::size_t> count_ = 0;
    char bytes_[kBytes];
  };

  explicit Ledger(std::size_t logs);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  Log& log(std::size_t number) { return logs_[number]; }
  [[nodiscard]] std::vector<Entry> entries() const;
  // How many entries there are in all logs.
  [[nodiscard]] std::size_t count() const;
  void clear();

 private:
  const std::size_t size_;
  Log* const logs_;
};

}  // namespace postern::test
