// Range, order, number and size of the rows of a scan, checked one by one.
#include "storage/host/row_sink.h"

#include "storage/checks.h"

namespace postern::storage {

bool RowSink::add(std::string_view key, std::string_view value) {
  if (fault_.empty()) fault_ = fault_of(key, value);
  if (!fault_.empty()) return false;
  rows_.push_back({std::string(key), range_.keys_only ? std::string() : std::string(value)});
  return true;
}

Result<std::vector<Row>> RowSink::take() && {
  if (fault_.empty()) return std::move(rows_);
  return storage_error("The host's store answered a scan with " + std::string(fault_) + ".");
}

std::string_view RowSink::fault_of(std::string_view key, std::string_view value) const {
  if (rows_.size() == range_.limit) return "more rows than were asked for";
  if (!check_key(key).ok()) return "a key that is empty or too long";
  if (!range_.keys_only && !check_value(value).ok()) return "a value that is too long";
  if (!in_range(key)) return "a row outside the range";
  if (!in_order(key)) return "rows out of order";
  return {};
}

bool RowSink::in_range(std::string_view key) const {
  return key >= range_.begin && (range_.end.empty() || key < range_.end);
}

bool RowSink::in_order(std::string_view key) const {
  if (rows_.empty()) return true;
  return range_.reverse ? key < rows_.back().key : key > rows_.back().key;
}

}  // namespace postern::storage
