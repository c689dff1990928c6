// Where a request comes from, and what threat protection noted about it.
#pragma once

#include <string>

namespace postern::auth {

// As far as it is known and to be believed; any of it may be empty.
struct Place {
  std::string ip;
  std::string device;
  // Against what wrong guesses are held, as codec::ip_subscriber() says it; empty where the address
  // is not known or that of a server, which speaks for many.
  std::string source;
  [[nodiscard]] bool known() const { return !ip.empty() || !device.empty(); }
};

// For the event that is written down once the request is answered.
struct RiskNote {
  std::string event_id;
  std::string decision;  // "AccountTakeover" or "Block"; empty without a risk.
  std::string level;     // "Low", "Medium", "High".
  bool compromised = false;
};

}  // namespace postern::auth
