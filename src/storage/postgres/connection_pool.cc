// Lends connections, the one used last first.
#include "storage/postgres/connection_pool.h"

#include <chrono>

#include "storage/checks.h"

namespace postern::storage {

namespace {
constexpr std::chrono::seconds kWaitMax(30);
}

Result<ConnectionPool::Lease> ConnectionPool::take() {
  std::unique_lock lock(mutex_);
  if (!returned_.wait_for(lock, kWaitMax, [&] { return taken_ < size_; })) {
    return storage_error("All connections to PostgreSQL are in use.");
  }
  ++taken_;
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return Lease(*this, std::move(connection), /*fresh=*/false);
  }
  lock.unlock();
  auto made = make();
  if (made.ok()) return Lease(*this, std::move(made).value(), /*fresh=*/true);
  give_back(nullptr);
  return std::move(made).error();
}

Result<std::unique_ptr<Connection>> ConnectionPool::make() {
  POSTERN_TRY(auto connection, Connection::open(libpq_, url_));
  if (const auto failure = connection->prepare_statements()) return failure->as_error();
  return connection;
}

void ConnectionPool::forget_idle() {
  std::vector<std::unique_ptr<Connection>> closed;  // Without the lock.
  const std::lock_guard lock(mutex_);
  closed.swap(idle_);
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) {
  if (connection && !connection->is_usable()) connection.reset();
  const std::lock_guard lock(mutex_);
  --taken_;
  if (connection) idle_.push_back(std::move(connection));
  returned_.notify_one();
}

}  // namespace postern::storage
