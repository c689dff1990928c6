// How unusual a sign-in is for its user.
#include "auth/risk_score.h"

#include <algorithm>

#include "base/clock.h"
#include "codec/ip_range.h"

namespace postern::auth {
namespace {

constexpr std::int64_t kHourUs = 3600 * kMicrosPerSecond;
constexpr int kFailuresMany = 5;

// What a history says about one property of a place.
struct Comparison {
  bool comparable = false;  // Some earlier sign-in has the property, and so does this one.
  bool seen = false;

  void look_at(std::string_view now, std::string_view then) {
    if (now.empty() || then.empty()) return;
    comparable = true;
    seen = seen || now == then;
  }
  [[nodiscard]] int points() const { return comparable && !seen ? 1 : 0; }
};

bool is_failure(const domain::AuthEvent& event, std::int64_t now_us) {
  return event.type == "SignIn" && event.response == "Fail" && now_us - event.created_us < kHourUs;
}

}  // namespace

domain::RiskLevel risk_of(const std::vector<domain::AuthEvent>& history, const Place& place,
                          std::int64_t now_us) {
  const std::string here = codec::ip_network(place.ip);
  Comparison network;
  Comparison device;
  int failures = 0;
  for (const domain::AuthEvent& event : history) {
    const std::string there = codec::ip_network(event.ip);
    if (event.feedback == "Invalid") {
      if (place.known() && here == there && place.device == event.device) {
        return domain::RiskLevel::high;
      }
      continue;
    }
    failures += is_failure(event, now_us) ? 1 : 0;
    if (event.type != "SignIn" || event.response != "Pass") continue;
    network.look_at(here, there);
    device.look_at(place.device, event.device);
  }
  const int strange = network.points() + device.points();
  if (strange == 0) return domain::RiskLevel::none;
  return static_cast<domain::RiskLevel>(strange + (failures >= kFailuresMany ? 1 : 0));
}

}  // namespace postern::auth
