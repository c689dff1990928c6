// The only connection that writes and checkpoints.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "storage/commit_log.h"
#include "storage/sqlite/commit_queue.h"
#include "storage/sqlite/row_writer.h"
#include "storage/sqlite/sqlite_call.h"
#include "storage/storage.h"

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

  // In a turn of its own between batches, which wait for it.
  Result<Space> compact(bool rewrite);

 private:
  Writer(SQLite::Database database, const std::string& path);

  void commit_batch(CommitQueue::Batch batch);
  void validate_and_apply(CommitQueue::Batch batch);
  Status check_usable();
  void apply(const WriteSet& writes);
  void make_durable(std::uint64_t version);
  bool log_is_gone();
  void roll_back(std::uint64_t version);
  void end_transaction();
  bool note_failure(int extended_code);
  Error failure(const SQLite::Exception& exception);
  void checkpoint_if_due();
  Result<Space> compact_alone(bool rewrite);

  // Used by the leader of the queue alone.
  SQLite::Database database_;
  SQLite::Statement begin_;
  RowWriter rows_;
  SQLite::Statement commit_;
  SQLite::Statement rollback_;  // Made ahead: it is needed when memory has run out.
  CommitLog log_;
  bool committing_ = false;
  bool sync_failed_ = false;
  const std::string log_path_;
  ino_t log_inode_ = 0;  // 0: there is no log yet.
  bool log_is_gone_ = false;
  int wal_pages_ = 0;  // As of the last commit.

  std::atomic<std::uint64_t> version_ = 0;
  CommitQueue queue_;
};

}  // namespace postern::storage
