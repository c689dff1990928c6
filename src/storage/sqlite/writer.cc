// Commits batches in one SQLite transaction and one fsync, and checkpoints the WAL.
#include "storage/sqlite/writer.h"

#include <sqlite3.h>

#include "storage/checks.h"
#include "storage/sqlite/schema.h"

namespace postern::storage {
namespace {

// 4 MiB: small enough to copy back in some milliseconds, large enough to do so rarely.
constexpr int kCheckpointPages = 1000;

bool is_sync_failure(int extended_code) {
  return extended_code == SQLITE_IOERR_FSYNC || extended_code == SQLITE_IOERR_DIR_FSYNC;
}

// A file that was unlinked or replaced keeps taking writes that nobody will ever find (D18).
bool was_moved(SQLite::Database& database) {
  int moved = 0;
  const int code =
      sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return code == SQLITE_OK && moved != 0;
}

int note_wal_pages(void* wal_pages, sqlite3*, const char*, int pages) {
  *static_cast<int*>(wal_pages) = pages;
  return SQLITE_OK;
}

void run(SQLite::Statement& statement) {
  const ResetAtEnd reset(statement);
  statement.executeStep();
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::open(const std::string& path) {
  return sqlite_call("Cannot open the database", [&]() -> Result<std::unique_ptr<Writer>> {
    SQLite::Database database = open_writer_database(path);
    POSTERN_CHECK(prepare_schema(database));
    return std::unique_ptr<Writer>(new Writer(std::move(database)));
  });
}

Writer::Writer(SQLite::Database database)
    : database_(std::move(database)),
      begin_(database_, "BEGIN IMMEDIATE"),
      rows_(database_),
      commit_(database_, "COMMIT"),
      queue_([this](const CommitQueue::Batch& batch) { return commit_batch(batch); },
             [this] { checkpoint_if_due(); }) {
  sqlite3_wal_hook(database_.getHandle(), note_wal_pages, &wal_pages_);
}

Status Writer::commit(const ReadSet& reads, const WriteSet& writes, std::uint64_t since) {
  PendingCommit mine{.reads = reads, .writes = writes, .since = since};
  return queue_.submit(mine);
}

std::vector<Status> Writer::commit_batch(const CommitQueue::Batch& batch) {
  const std::uint64_t version_before = version();
  try {
    if (const Status usable = check_usable(); !usable.ok()) {
      return std::vector<Status>(batch.size(), usable);
    }
    return validate_and_apply(batch);
  } catch (const SQLite::Exception& exception) {
    const Error error = failure(exception);
    roll_back(version_before);
    return std::vector<Status>(batch.size(), error);
  } catch (...) {  // bad_alloc. The others of the batch wait for an outcome, so it ends here.
    roll_back(version_before);
    return std::vector<Status>(batch.size(), storage_error("Out of memory while committing."));
  }
}

Status Writer::check_usable() {
  if (sync_failed_) {
    return storage_error(
        "The disk failed to make an earlier write durable; open the database again.");
  }
  if (was_moved(database_)) {
    return storage_error("The database file was moved, replaced or removed.");
  }
  return ok();
}

std::vector<Status> Writer::validate_and_apply(const CommitQueue::Batch& batch) {
  std::uint64_t version = this->version();
  const std::uint64_t version_before = version;
  std::vector<Status> outcomes;
  for (const PendingCommit* member : batch) {
    // The log holds the batch's earlier members as well, whom no snapshot has seen.
    if (log_.conflicts(member->reads, member->since)) {
      outcomes.emplace_back(conflict_error());
      continue;
    }
    if (version == version_before) run(begin_);
    apply(member->writes);
    log_.append(++version, member->writes);
    outcomes.emplace_back(ok());
  }
  if (version != version_before) make_durable(version);
  return outcomes;
}

void Writer::apply(const WriteSet& writes) {
  for (const auto& [key, value] : writes) {
    if (value) {
      rows_.put(key, *value);
    } else {
      rows_.erase(key);
    }
  }
}

void Writer::make_durable(std::uint64_t version) {
  committing_ = true;
  run(commit_);
  committing_ = false;
  version_.store(version, std::memory_order_release);
}

void Writer::roll_back(std::uint64_t version) {
  log_.rewind(version);
  committing_ = false;
  // Some failures, such as a full disk, have rolled back already.
  if (sqlite3_get_autocommit(database_.getHandle()) == 0) database_.tryExec("ROLLBACK");
}

// A commit whose fsync failed is gone from this handle, but its frames may have reached the disk:
// after a crash, recovery may find them whole. The kernel reports such a failure once and may drop
// the pages, so a second fsync that succeeds proves nothing (D03).
Error Writer::failure(const SQLite::Exception& exception) {
  Error error = sqlite_error("Cannot write", exception.getExtendedErrorCode());
  if (is_sync_failure(exception.getExtendedErrorCode())) {
    sync_failed_ = true;
    if (committing_) error.errc = Errc::unknown_commit;
  }
  return error;
}

// The members of the batch have gone on already. What readers still need stays in the WAL until a
// later time; a long snapshot therefore makes the WAL grow (D13).
void Writer::checkpoint_if_due() {
  if (wal_pages_ < kCheckpointPages) return;
  sqlite3* const handle = database_.getHandle();
  sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (is_sync_failure(sqlite3_extended_errcode(handle))) sync_failed_ = true;
}

}  // namespace postern::storage
