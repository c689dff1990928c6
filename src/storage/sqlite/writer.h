// The only connection that writes and checkpoints.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "storage/commit_log.h"
#include "storage/sqlite/commit_queue.h"
#include "storage/sqlite/row_writer.h"
#include "storage/sqlite/sqlite_call.h"

namespace postern::storage {

// Safe for concurrent use: commits pass through a queue, one batch at a time.
class Writer {
 public:
  static Result<std::unique_ptr<Writer>> open(const std::string& path);

  // A snapshot that starts after this call contains at least this version.
  [[nodiscard]] std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  // Validates and applies, durably. One failing write fails its whole batch, of which nothing is
  // applied; a conflict fails only its own transaction.
  Status commit(const ReadSet& reads, const WriteSet& writes, std::uint64_t since);

 private:
  explicit Writer(SQLite::Database database);

  std::vector<Status> commit_batch(const CommitQueue::Batch& batch);
  std::vector<Status> validate_and_apply(const CommitQueue::Batch& batch);
  Status check_usable();
  void apply(const WriteSet& writes);
  void make_durable(std::uint64_t version);
  void roll_back(std::uint64_t version);
  Error failure(const SQLite::Exception& exception);
  void checkpoint_if_due();

  // Used by the leader of the queue alone.
  SQLite::Database database_;
  SQLite::Statement begin_;
  RowWriter rows_;
  SQLite::Statement commit_;
  CommitLog log_;
  bool committing_ = false;
  bool sync_failed_ = false;
  int wal_pages_ = 0;  // As of the last commit.

  std::atomic<std::uint64_t> version_ = 0;
  CommitQueue queue_;
};

}  // namespace postern::storage
