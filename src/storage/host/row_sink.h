// Takes the rows that a host's store finds, and only those that can be the answer.
#pragma once

#include <string_view>
#include <vector>

#include "storage/optimistic_txn.h"

namespace postern::storage {

class RowSink {
 public:
  // Borrows the range.
  explicit RowSink(const ScanRange& range) : range_(range) {}

  // False when this row cannot come next. No other is taken from then on, and the scan has failed.
  bool add(std::string_view key, std::string_view value);

  [[nodiscard]] bool has_fault() const { return !fault_.empty(); }

  // The rows, or what was wrong with one.
  Result<std::vector<Row>> take() &&;

 private:
  [[nodiscard]] std::string_view fault_of(std::string_view key, std::string_view value) const;
  [[nodiscard]] bool in_range(std::string_view key) const;
  [[nodiscard]] bool in_order(std::string_view key) const;

  const ScanRange& range_;
  std::vector<Row> rows_;
  std::string_view fault_;  // Empty: none so far.
};

}  // namespace postern::storage
