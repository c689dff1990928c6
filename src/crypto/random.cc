// Randomness straight from the kernel.
#include "crypto/random.h"

#include <sodium/randombytes.h>

#include "crypto/sodium.h"

namespace postern::crypto {

SystemRandom::SystemRandom() { start_sodium(); }

// K11: libsodium aborts when the kernel's generator fails; there is no fallback to fall back to.
void SystemRandom::fill(void* out, std::size_t size) { randombytes_buf(out, size); }

}  // namespace postern::crypto
