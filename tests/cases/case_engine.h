// The engine under a shared case. Apart from the runner: the public C++ header and the core's own
// headers name different things alike.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace cases {

// What a step ended with: JSON text, or a refusal.
struct Outcome {
  std::string json;
  std::string code;  // Empty: not refused.
  std::string message;
};

struct Restrictions {
  std::string user_pool_id;
  std::string client_id;
  std::string token_use;
  std::uint32_t leeway_s = 0;
};

// A memory engine with a movable clock that keeps the messages it would send.
class CaseEngine {
 public:
  CaseEngine();
  ~CaseEngine();

  Outcome call(std::string_view operation, std::string_view request);
  Outcome verify(std::string_view token, const Restrictions& restrictions);
  void advance(std::int64_t seconds);
  // As the delivery callback got it; "{}" when nothing was sent.
  [[nodiscard]] std::string newest_message() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cases
