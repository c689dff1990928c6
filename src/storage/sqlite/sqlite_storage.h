// The durable store: one SQLite file, owned by one engine.
#pragma once

#include <memory>
#include <string>

#include "storage/storage.h"

namespace postern::storage {

// A commit is on the disk when it returns. Concurrent commits share one fsync. Readers never wait
// for writers, nor writers for readers. Starts no threads.
class SqliteStorage final : public Storage {
 public:
  // Opens or creates the database at `path`, with `<path>.lock` and `<path>-wal` beside it.
  // Errc::busy: another engine has it. Errc::storage: not to be opened, not private to its owner,
  // of another program, or of a newer format. Errc::corrupt: not a database.
  static Result<std::unique_ptr<SqliteStorage>> open(const std::string& path);

  // REQUIRES: no transaction is left. In the child of a fork() only lets go of the lock's
  // descriptor: the file and its WAL belong to the parent.
  ~SqliteStorage() override;

  // In the child of a fork(): Errc::busy.
  Result<std::unique_ptr<Txn>> begin(Mode mode) override;

  // As back_up_database() and inspect_database() describe. In the child of a fork(): Errc::busy.
  Status backup(const std::string& path, const Row& mark) override;
  Result<std::vector<Damage>> inspect() override;

  // As compaction.h describes; commits wait for it. In the child of a fork(): Errc::busy.
  Result<Space> compact(bool rewrite) override;

 private:
  class SqliteTxn;
  struct Parts;

  explicit SqliteStorage(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace postern::storage
