// Makes libsodium choose its code paths for this processor.
#pragma once

#include <sodium/core.h>

#include <cstdlib>

namespace postern::crypto {

// Idempotent and safe for concurrent use; everything that calls libsodium's dispatched primitives
// runs it once. A failure means the kernel has no randomness: going on would be worse than
// stopping.
inline void start_sodium() {
  if (sodium_init() < 0) std::abort();
}

}  // namespace postern::crypto
