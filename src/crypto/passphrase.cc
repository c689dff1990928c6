// A key out of a passphrase.
#include "crypto/passphrase.h"

#include <sodium/crypto_pwhash.h>

#include <new>

#include "crypto/bytes.h"
#include "crypto/seal.h"
#include "crypto/sodium.h"

namespace postern::crypto {

static_assert(kPassphraseSaltBytes == crypto_pwhash_SALTBYTES);

Secret passphrase_key(std::string_view passphrase, std::string_view salt) {
  constexpr unsigned long long kPasses = 3;
  constexpr std::size_t kMemoryBytes = 64u << 20;
  start_sodium();
  Secret key(kSealKeyBytes);
  const int failed =
      crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), to_uchar(salt),
                    kPasses, kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) throw std::bad_alloc();  // The only cause that is left for checked arguments.
  return key;
}

}  // namespace postern::crypto
