// The system's randomness, for production.
#pragma once

#include "base/random.h"

namespace postern::crypto {

// The kernel's generator (getrandom). It keeps no state in the process, so a forked child and a
// restored snapshot never repeat their twin's bytes. If the kernel fails, the process aborts.
// Safe for concurrent use.
class SystemRandom : public postern::Random {
 public:
  SystemRandom();
  void fill(void* out, std::size_t size) override;
};

}  // namespace postern::crypto
