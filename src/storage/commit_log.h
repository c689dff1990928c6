// The recent commits and the keys they wrote: what optimistic transactions are validated against.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/read_set.h"

namespace postern::storage {

// The writes of one transaction; an empty value erases.
using WriteSet = std::map<std::string, std::optional<std::string>, std::less<>>;

// Bounded: a transaction older than the log conflicts, because nothing proves that it does not.
// Not synchronised; the backend holds its commit lock around every call.
class CommitLog {
 public:
  // A mebibyte is some hundred milliseconds of the busiest store's commits.
  static constexpr std::size_t kBytesMax = 1 << 20;

  explicit CommitLog(std::size_t bytes_max = kBytesMax) : bytes_max_(bytes_max) {}

  // True when a commit after version `since` wrote something in `reads`.
  [[nodiscard]] bool conflicts(const ReadSet& reads, std::uint64_t since) const;

  // REQUIRES: `version` is above every earlier one.
  void append(std::uint64_t version, const WriteSet& writes);

  // Takes back the commits after `version`, which failed to become durable.
  void rewind(std::uint64_t version);

 private:
  struct Entry {
    std::uint64_t version;
    std::vector<std::string> keys;  // Sorted.
    std::size_t bytes;
  };

  void drop_oldest();

  const std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::uint64_t complete_since_ = 0;  // Every commit after this version is in entries_.
  std::deque<Entry> entries_;
};

}  // namespace postern::storage
