// A bounded number of connections, made when needed and kept.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "storage/postgres/connection.h"

namespace postern::storage {

// Safe for concurrent use.
class ConnectionPool {
 public:
  // A connection on loan. Goes back when destroyed, or is closed when it is not usable any more.
  class Lease {
   public:
    Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection, bool fresh)
        : pool_(&pool), connection_(std::move(connection)), is_fresh_(fresh) {}
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_) pool_->give_back(std::move(connection_));
    }

    Connection* operator->() const { return connection_.get(); }
    // Whether it was made for this loan; an old one may have died since it was last used.
    [[nodiscard]] bool is_fresh() const { return is_fresh_; }

   private:
    ConnectionPool* pool_;
    std::unique_ptr<Connection> connection_;
    bool is_fresh_;
  };

  // Room for the idle ones is made ahead: they come back from destructors.
  ConnectionPool(const Libpq& libpq, std::string url, std::size_t size)
      : libpq_(libpq), url_(std::move(url)), size_(size) {
    idle_.reserve(size);
  }

  // Waits for a connection if all are in use; Errc::storage after half a minute, or when none can
  // be made.
  Result<Lease> take();

  // Beyond the bound, for what must not wait for others.
  Result<std::unique_ptr<Connection>> make();

  // Closes the idle ones: one of them turned out to be dead.
  void forget_idle();

 private:
  void give_back(std::unique_ptr<Connection> connection);

  const Libpq& libpq_;
  const std::string url_;
  const std::size_t size_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t taken_ = 0;                          // GUARDED_BY(mutex_)
  std::vector<std::unique_ptr<Connection>> idle_;  // GUARDED_BY(mutex_)
};

}  // namespace postern::storage
