// Ties the reading connections, the writer and the ownership of the file together.
#include "storage/sqlite/sqlite_storage.h"

#include "storage/checks.h"
#include "storage/sqlite/backup.h"
#include "storage/sqlite/file_owner.h"
#include "storage/sqlite/inspection.h"
#include "storage/sqlite/reader.h"
#include "storage/sqlite/writer.h"

namespace postern::storage {

namespace {

Error forked_error() {
  return {Errc::busy, "InternalErrorException",
          "The process was forked: the database stays with the parent."};
}

}  // namespace

// Destroyed from the bottom: readers close before the writer, whose close checkpoints, and the lock
// goes last.
struct SqliteStorage::Parts {
  std::string path;
  FileOwner owner;
  std::unique_ptr<Writer> writer;
  ReaderPool readers;
};

class SqliteStorage::SqliteTxn final : public OptimisticTxn {
 public:
  SqliteTxn(Parts& parts, Mode mode) : OptimisticTxn(mode), parts_(parts) {}
  ~SqliteTxn() override { end_snapshot(); }

 private:
  Result<std::optional<std::string>> get_committed(std::string_view key) override {
    POSTERN_CHECK(ensure_snapshot());
    return reader_->get(key);
  }

  Result<std::vector<Row>> scan_committed(const ScanRange& range) override {
    POSTERN_CHECK(ensure_snapshot());
    return reader_->scan(range);
  }

  Status apply(const ReadSet& reads, WriteSet writes) override {
    // Released first, so that the checkpoint after this commit is not held up by it.
    end_snapshot();
    if (parts_.owner.forked()) return forked_error();
    return parts_.writer->commit(reads, writes, snapshot_version_);
  }

  // The version is read before the snapshot starts. A commit in between is in the snapshot and yet
  // counts as newer, which can only cause a conflict too many.
  Status ensure_snapshot() {
    if (reader_) return ok();
    snapshot_version_ = parts_.writer->version();
    POSTERN_TRY(reader_, parts_.readers.take());
    return ok();
  }

  void end_snapshot() {
    if (reader_) parts_.readers.give_back(std::move(reader_));
  }

  Parts& parts_;
  std::unique_ptr<Reader> reader_;
  std::uint64_t snapshot_version_ = 0;
};

Result<std::unique_ptr<SqliteStorage>> SqliteStorage::open(const std::string& path) {
  POSTERN_TRY(FileOwner owner, FileOwner::acquire(path));
  POSTERN_TRY(auto writer, Writer::open(path));
  return std::unique_ptr<SqliteStorage>(new SqliteStorage(std::unique_ptr<Parts>(
      new Parts{path, std::move(owner), std::move(writer), ReaderPool(path)})));
}

SqliteStorage::SqliteStorage(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

SqliteStorage::~SqliteStorage() {
  if (!parts_->owner.forked()) return;
  // Closing SQLite in a child would checkpoint and delete the parent's WAL, so it is left as it is.
  FileOwner lock = std::move(parts_->owner);
  (void)parts_.release();
}

Result<std::unique_ptr<Txn>> SqliteStorage::begin(Mode mode) {
  if (parts_->owner.forked()) return forked_error();
  return std::make_unique<SqliteTxn>(*parts_, mode);
}

Status SqliteStorage::backup(const std::string& path, const Row& mark) {
  if (parts_->owner.forked()) return forked_error();
  return back_up_database(parts_->path, path, mark);
}

Result<Space> SqliteStorage::compact(bool rewrite) {
  if (parts_->owner.forked()) return forked_error();
  return parts_->writer->compact(rewrite);
}

Result<std::vector<Damage>> SqliteStorage::inspect() {
  if (parts_->owner.forked()) return forked_error();
  return inspect_database(parts_->path);
}

}  // namespace postern::storage
