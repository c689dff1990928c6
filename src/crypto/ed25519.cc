// Verifying Ed25519 with libsodium, which refuses what OpenSSL lets through: keys of small order.
#include "crypto/ed25519.h"

#include <sodium/crypto_sign_ed25519.h>

#include "crypto/bytes.h"
#include "crypto/sodium.h"

namespace postern::crypto {

bool verify_ed25519(std::string_view public_key, std::string_view message,
                    std::string_view signature) {
  if (public_key.size() != crypto_sign_ed25519_PUBLICKEYBYTES ||
      signature.size() != crypto_sign_ed25519_BYTES) {
    return false;
  }
  start_sodium();
  return crypto_sign_ed25519_verify_detached(to_uchar(signature), to_uchar(message), message.size(),
                                             to_uchar(public_key)) == 0;
}

}  // namespace postern::crypto
