// The messages `postern dev` would have sent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

namespace postern::server {

// Keeps the latest messages. Safe for concurrent use.
class Inbox {
 public:
  // `message` as the engine hands it to a deliver function; `at` in ISO 8601.
  void add(std::string_view message, std::string_view at);

  // A JSON array of {id, at, medium, destination, subject, body}, oldest first.
  [[nodiscard]] std::string json() const;

 private:
  static constexpr std::size_t kMessagesMax = 10'000;

  mutable std::mutex mutex_;
  std::deque<std::string> messages_;  // Each already as JSON.
  std::uint64_t next_id_ = 1;
};

}  // namespace postern::server
