// Buffers writes, merges them into reads, and remembers what was read.
#include "storage/optimistic_txn.h"

#include <algorithm>

#include "storage/checks.h"

namespace postern::storage {
namespace {

// Moves the rows of two sorted lists into one, at most `limit`; on equal keys `over` wins, and its
// erasures hide what lies below.
template <class OverIterator, class Before>
std::vector<Row> merge_sorted(std::vector<Row> below, OverIterator over, OverIterator over_last,
                              std::size_t limit, Before before) {
  std::vector<Row> merged;
  auto row = below.begin();
  while (merged.size() < limit && (row != below.end() || over != over_last)) {
    if (over == over_last || (row != below.end() && before(row->key, over->first))) {
      merged.push_back(std::move(*row++));
      continue;
    }
    if (row != below.end() && row->key == over->first) ++row;
    if (over->second) merged.push_back({over->first, *over->second});
    ++over;
  }
  return merged;
}

}  // namespace

Result<std::optional<std::string>> OptimisticTxn::get(std::string_view key) {
  POSTERN_CHECK(check_open());
  POSTERN_CHECK(check_key(key));
  if (mode_ == Mode::read) return get_committed(key);
  if (const auto own = writes_.find(key); own != writes_.end()) return own->second;
  reads_.add_key(key);
  return get_committed(key);
}

Result<std::vector<Row>> OptimisticTxn::scan(std::string_view begin, std::string_view end,
                                             std::size_t limit, bool reverse) {
  return scan_range({begin, end, limit, reverse});
}

Result<std::vector<Row>> OptimisticTxn::scan_keys(std::string_view begin, std::string_view end,
                                                  std::size_t limit, bool reverse) {
  POSTERN_TRY(auto rows, scan_range({begin, end, limit, reverse, /*keys_only=*/true}));
  drop_values(rows);  // Own writes, and backends that read them anyway.
  return rows;
}

Result<std::vector<Row>> OptimisticTxn::scan_range(const ScanRange& range) {
  POSTERN_CHECK(check_open());
  const bool is_empty = !range.end.empty() && range.begin >= range.end;
  if (range.limit == 0 || is_empty) return std::vector<Row>{};
  if (mode_ == Mode::read) return scan_committed(range);

  const OwnWrites own = own_writes(range);
  // Each own erasure may hide one committed row, so that many more are needed to fill the limit.
  ScanRange wider = range;
  wider.limit += std::min(own.erased, SIZE_MAX - range.limit);
  POSTERN_TRY(auto committed, scan_committed(wider));
  std::vector<Row> rows = merge(std::move(committed), own, range);
  track(range, rows);
  return rows;
}

Status OptimisticTxn::put(std::string_view key, std::string_view value) {
  POSTERN_CHECK(check_writable(key));
  POSTERN_CHECK(check_value(value));
  writes_.insert_or_assign(std::string(key), std::string(value));
  return ok();
}

Status OptimisticTxn::erase(std::string_view key) {
  POSTERN_CHECK(check_writable(key));
  writes_.insert_or_assign(std::string(key), std::nullopt);
  return ok();
}

Status OptimisticTxn::commit() {
  POSTERN_CHECK(check_open());
  finished_ = true;
  // Its snapshot is a prefix of the serial order, so reading alone is already serializable.
  if (writes_.empty()) return ok();
  return apply(reads_, std::move(writes_));
}

Status OptimisticTxn::check_open() const {
  if (finished_) return internal_error("The transaction has already been committed.");
  return ok();
}

Status OptimisticTxn::check_writable(std::string_view key) const {
  POSTERN_CHECK(check_open());
  if (mode_ == Mode::read) return internal_error("A read transaction cannot write.");
  return check_key(key);
}

OptimisticTxn::OwnWrites OptimisticTxn::own_writes(const ScanRange& range) const {
  OwnWrites own{writes_.lower_bound(range.begin),
                range.end.empty() ? writes_.end() : writes_.lower_bound(range.end)};
  own.erased = static_cast<std::size_t>(
      std::count_if(own.first, own.last, [](const auto& write) { return !write.second; }));
  return own;
}

std::vector<Row> OptimisticTxn::merge(std::vector<Row> committed, const OwnWrites& own,
                                      const ScanRange& range) {
  if (own.first == own.last) return committed;
  if (range.reverse) {
    return merge_sorted(std::move(committed), std::make_reverse_iterator(own.last),
                        std::make_reverse_iterator(own.first), range.limit, std::greater<>());
  }
  return merge_sorted(std::move(committed), own.first, own.last, range.limit, std::less<>());
}

// A scan that filled its limit has seen nothing beyond its last row.
void OptimisticTxn::track(const ScanRange& range, const std::vector<Row>& rows) {
  std::string begin(range.begin);
  std::string end(range.end);
  if (rows.size() == range.limit) {
    if (range.reverse) {
      begin = rows.back().key;
    } else {
      end = rows.back().key + '\0';
    }
  }
  reads_.add_range(std::move(begin), std::move(end));
}

}  // namespace postern::storage
