// A database that several engines share: PostgreSQL, and what speaks its protocol.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "crypto/random.h"
#include "storage/optimistic_txn.h"
#include "storage/postgres/connection_pool.h"
#include "storage/storage.h"

namespace postern::storage {

inline constexpr std::size_t kConnectionsDefault = 16;
inline constexpr std::size_t kConnectionsMax = 1000;

class PostgresStorage final : public Storage {
 public:
  // `url` as libpq takes it. Makes the tables in an empty database. Errc::storage when the database
  // cannot be reached, or its format is newer than this library.
  static Result<std::unique_ptr<PostgresStorage>> open(
      const std::string& url, std::size_t connections = kConnectionsDefault);

  Result<std::unique_ptr<Txn>> begin(Mode mode) override;
  [[nodiscard]] bool is_shared() const override { return true; }
  void read_along(std::string key) override { read_along_ = std::move(key); }

 private:
  class PostgresTxn;

  PostgresStorage(const Libpq& libpq, const std::string& url, std::size_t connections)
      : pool_(libpq, url, connections) {}

  Status commit(ConnectionPool::Lease& lease, bool has_begun, const WriteSet& writes);
  Status commit_blind(const WriteSet& writes);
  void forget_old_commits(ConnectionPool::Lease& lease);

  ConnectionPool pool_;
  std::string read_along_;  // Empty: nothing.
  crypto::SystemRandom random_;
  std::atomic<std::uint32_t> commits_{0};
};

}  // namespace postern::storage
