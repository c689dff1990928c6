// The engine's own work, on a thread of the server's.
#include "maintenance.h"

#include <chrono>
#include <utility>

namespace postern::server {
namespace {

constexpr std::chrono::milliseconds kPause{500};

}  // namespace

Maintenance::Maintenance(std::function<bool()> work)
    : work_(std::move(work)), thread_([this] { run(); }) {}

Maintenance::~Maintenance() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Maintenance::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const bool more = work_();
    lock.lock();
    if (!more) wake_.wait_for(lock, kPause, [this] { return stopping_; });
  }
}

}  // namespace postern::server
