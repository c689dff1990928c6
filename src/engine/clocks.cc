// The clocks an engine runs on.
#include "engine/clocks.h"

#include <chrono>

namespace postern {

std::int64_t SystemClock::now_us() const {
  using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::system_clock;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace postern
