// What the transactions of all backends share: own writes on top of a snapshot, and the read set.
#pragma once

#include "storage/commit_log.h"
#include "storage/storage.h"

namespace postern::storage {

struct ScanRange {
  std::string_view begin;
  std::string_view end;  // Empty: behind every key.
  std::size_t limit = 0;
  bool reverse = false;
  bool keys_only = false;  // Values may be left empty.
};

class OptimisticTxn : public Txn {
 public:
  Result<std::optional<std::string>> get(std::string_view key) final;
  Result<std::vector<Row>> scan(std::string_view begin, std::string_view end, std::size_t limit,
                                bool reverse) final;
  Result<std::vector<Row>> scan_keys(std::string_view begin, std::string_view end,
                                     std::size_t limit, bool reverse) final;
  Status put(std::string_view key, std::string_view value) final;
  Status erase(std::string_view key) final;
  Status commit() final;

 protected:
  explicit OptimisticTxn(Mode mode) : mode_(mode) {}

  // The committed state as of this transaction's snapshot; the first call fixes the snapshot.
  virtual Result<std::optional<std::string>> get_committed(std::string_view key) = 0;
  virtual Result<std::vector<Row>> scan_committed(const ScanRange& range) = 0;

  // Validates `reads` against the commits since the snapshot and applies `writes`, atomically.
  virtual Status apply(const ReadSet& reads, WriteSet writes) = 0;

 private:
  // The own writes inside one range.
  struct OwnWrites {
    WriteSet::const_iterator first;
    WriteSet::const_iterator last;
    std::size_t erased = 0;
  };

  Result<std::vector<Row>> scan_range(const ScanRange& range);
  Status check_open() const;
  Status check_writable(std::string_view key) const;
  [[nodiscard]] OwnWrites own_writes(const ScanRange& range) const;
  static std::vector<Row> merge(std::vector<Row> committed, const OwnWrites& own,
                                const ScanRange& range);
  void track(const ScanRange& range, const std::vector<Row>& rows);

  const Mode mode_;
  bool finished_ = false;
  ReadSet reads_;
  WriteSet writes_;
};

}  // namespace postern::storage
