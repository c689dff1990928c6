// The engine's own work, done on a thread of the server's: the engine has none.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace postern::server {

// Calls `work` again and again: at once while it returns true, otherwise twice a second. Ends with
// its destruction, which waits for the call that runs. `work` does not throw.
class Maintenance {
 public:
  explicit Maintenance(std::function<bool()> work);
  ~Maintenance();
  Maintenance(const Maintenance&) = delete;
  Maintenance& operator=(const Maintenance&) = delete;

 private:
  void run();

  const std::function<bool()> work_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace postern::server
