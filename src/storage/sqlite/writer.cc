// Commits batches in one SQLite transaction and one fsync, and checkpoints the WAL.
#include "storage/sqlite/writer.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "storage/checks.h"
#include "storage/sqlite/compaction.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/wal_check.h"

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

// 0: there is no such file. Asks for nothing else: a file whose times were looked at gets finer
// ones from the kernel with the next write, which every commit would pay for.
ino_t inode_of(const std::string& path) {
  struct statx info {};
  const int asked = statx(AT_FDCWD, path.c_str(), AT_STATX_DONT_SYNC, STATX_INO, &info);
  return asked == 0 ? info.stx_ino : 0;
}

Error log_is_gone_error() {
  return storage_error(
      "The database's log was removed: something else in this process has opened the file with "
      "a SQLite of its own. Open the database again.");
}

int note_wal_pages(void* wal_pages, sqlite3*, const char*, int pages) {
  *static_cast<int*>(wal_pages) = pages;
  return SQLITE_OK;
}

void run(SQLite::Statement& statement) {
  const ResetAtEnd reset(statement);
  statement.executeStep();
}

void answer_all(CommitQueue::Batch batch, const Status& outcome) {
  for (PendingCommit* const member : batch) member->outcome = outcome;
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::open(const std::string& path) {
  return sqlite_call("Cannot open the database", [&]() -> Result<std::unique_ptr<Writer>> {
    POSTERN_CHECK(check_wal(path));
    SQLite::Database database = open_writer_database(path);
    POSTERN_CHECK(prepare_schema(database));
    return std::unique_ptr<Writer>(new Writer(std::move(database), path));
  });
}

Writer::Writer(SQLite::Database database, const std::string& path)
    : database_(std::move(database)),
      begin_(database_, "BEGIN IMMEDIATE"),
      rows_(database_),
      commit_(database_, "COMMIT"),
      rollback_(database_, "ROLLBACK"),
      log_path_(path + "-wal"),
      log_inode_(inode_of(log_path_)),
      queue_([this](CommitQueue::Batch batch) { commit_batch(batch); },
             [this] { checkpoint_if_due(); }) {
  sqlite3_wal_hook(database_.getHandle(), note_wal_pages, &wal_pages_);
}

Status Writer::commit(const ReadSet& reads, const WriteSet& writes, std::uint64_t since) {
  PendingCommit mine{.reads = reads, .writes = writes, .since = since};
  return queue_.submit(mine);
}

// The others of the batch wait for their outcomes, so whatever happens ends here.
void Writer::commit_batch(CommitQueue::Batch batch) {
  const std::uint64_t version_before = version();
  try {
    try {
      const Status usable = check_usable();
      if (usable.ok()) return validate_and_apply(batch);
      answer_all(batch, usable);
    } catch (const SQLite::Exception& exception) {
      const Error error = failure(exception);
      roll_back(version_before);
      answer_all(batch, error);
    }
  } catch (const std::bad_alloc&) {
    note_failure(sqlite3_extended_errcode(database_.getHandle()));
    roll_back(version_before);
    for (PendingCommit* const member : batch) member->outcome.reset();
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
  if (log_is_gone()) return log_is_gone_error();
  end_transaction();  // One that could not be rolled back when it failed.
  return ok();
}

void Writer::validate_and_apply(CommitQueue::Batch batch) {
  std::uint64_t version = this->version();
  const std::uint64_t version_before = version;
  for (PendingCommit* const member : batch) {
    // The log holds the batch's earlier members as well, whom no snapshot has seen.
    if (log_.conflicts(member->reads, member->since)) {
      member->outcome = conflict_error();
      continue;
    }
    if (version == version_before) run(begin_);
    apply(member->writes);
    log_.append(++version, member->writes);
    member->outcome = ok();
  }
  if (version != version_before) make_durable(version);
  if (!log_is_gone()) return;
  Error lost = log_is_gone_error();
  lost.errc = Errc::unknown_commit;
  for (PendingCommit* const member : batch) {
    if (member->outcome->ok()) member->outcome = lost;
  }
}

// SQLite's locks belong to the process, so they keep out other processes only (D19). Another copy
// of SQLite in this one takes itself for the last that closes the file, and removes the log. What
// was acknowledged it has copied back by then; what is written to the log afterwards nobody would
// find.
bool Writer::log_is_gone() {
  if (log_is_gone_) return true;
  const ino_t present = inode_of(log_path_);
  if (log_inode_ == 0) log_inode_ = present;
  log_is_gone_ = present != log_inode_;
  if (log_is_gone_) {
    sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
  return log_is_gone_;
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
  end_transaction();
}

// Some failures, such as a full disk, have rolled back already.
void Writer::end_transaction() {
  if (sqlite3_get_autocommit(database_.getHandle()) != 0) return;
  rollback_.tryExecuteStep();
  rollback_.tryReset();
}

// True when it is not known what the commit under way has come to: it is gone from this handle, but
// its frames may have reached the disk, and after a crash, recovery may find them whole. The kernel
// reports a failed fsync once and may drop the pages, so a second one that succeeds proves nothing
// (D03); after other failures the next commit takes the place of those frames.
bool Writer::note_failure(int extended_code) {
  if (is_sync_failure(extended_code)) sync_failed_ = true;
  const int code = extended_code & 0xFF;
  const bool is_written_in_part = code == SQLITE_FULL || extended_code == SQLITE_IOERR_WRITE;
  return committing_ && !is_written_in_part;
}

Error Writer::failure(const SQLite::Exception& exception) {
  const bool is_unknown = note_failure(exception.getExtendedErrorCode());
  Error error = sqlite_error("Cannot write", exception.getExtendedErrorCode());
  if (is_unknown) error.errc = Errc::unknown_commit;
  return error;
}

Result<Space> Writer::compact(bool rewrite) {
  const ReadSet no_reads;
  const WriteSet no_writes;
  Result<Space> space = Space();
  const std::function<Status()> task = [&]() -> Status {
    space = compact_alone(rewrite);
    return ok();
  };
  PendingCommit mine{.reads = no_reads, .writes = no_writes, .since = 0, .task = &task};
  POSTERN_CHECK(queue_.submit(mine));
  return space;
}

Result<Space> Writer::compact_alone(bool rewrite) {
  try {
    POSTERN_CHECK(check_usable());
    if (rewrite) return rewrite_file(database_);
    auto space = give_back_some_pages(database_);
    checkpoint_if_due();
    return space;
  } catch (const SQLite::Exception& exception) {
    return failure(exception);
  } catch (const std::bad_alloc&) {
    return storage_error("Out of memory while giving room back.");
  }
}

// The members of the batch have gone on already. What readers still need stays in the WAL until a
// later time; a long snapshot therefore makes the WAL grow (D13).
void Writer::checkpoint_if_due() {
  if (wal_pages_ < kCheckpointPages || log_is_gone_) return;
  sqlite3* const handle = database_.getHandle();
  sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (is_sync_failure(sqlite3_extended_errcode(handle))) sync_failed_ = true;
}

}  // namespace postern::storage
