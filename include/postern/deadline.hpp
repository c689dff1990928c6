// Functions of the host's that are given up when they take too long. Header-only, as postern.hpp.
#ifndef POSTERN_DEADLINE_HPP_
#define POSTERN_DEADLINE_HPP_

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace postern {

/**
 * A trigger function that is given up after `limit`, and then refuses: for Engine::on_trigger().
 * It runs on a thread of its own with a copy of the event, on several at once if need be; what it
 * answers too late is dropped. So it must not refer to anything that it might outlive.
 */
inline std::function<std::string(std::string_view)> with_deadline(
    std::chrono::milliseconds limit, std::function<std::string(std::string_view)> function) {
  using Function = std::function<std::string(std::string_view)>;
  const auto shared = std::make_shared<const Function>(std::move(function));
  return [shared, limit](std::string_view event) {
    std::packaged_task<std::string()> task(
        [shared, copy = std::string(event)] { return (*shared)(copy); });
    std::future<std::string> answer = task.get_future();
    std::thread(std::move(task)).detach();
    if (answer.wait_for(limit) != std::future_status::ready) {
      throw std::runtime_error("timed out after " + std::to_string(limit.count()) + " ms");
    }
    return answer.get();
  };
}

}  // namespace postern

#endif  // POSTERN_DEADLINE_HPP_
