// Sealing with libsodium's XChaCha20-Poly1305.
#include "crypto/seal.h"

#include <sodium/crypto_aead_xchacha20poly1305.h>

#include <cstdlib>

#include "crypto/bytes.h"
#include "crypto/digest.h"
#include "crypto/sodium.h"

namespace postern::crypto {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kSealOverheadBytes == kNonceBytes + kTagBytes);
static_assert(kSealKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

Error broken_seal() {
  return {Errc::corrupt, "InternalErrorException", "A sealed record is broken"};
}

}  // namespace

Secret derive_key(std::string_view root_key, std::string_view purpose) {
  return hkdf_sha256(root_key, "postern key v1", purpose, kSealKeyBytes);
}

// A key of another length is a bug of the caller; reading past it would be worse than stopping.
Sealer::Sealer(Secret key) : key_(std::move(key)) {
  if (key_.size() != kSealKeyBytes) std::abort();
  start_sodium();
}

std::string Sealer::seal(std::string_view plaintext, std::string_view aad, Random& random) const {
  std::string out(plaintext.size() + kSealOverheadBytes, '\0');
  random.fill(out.data(), kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(to_uchar(out) + kNonceBytes, nullptr,
                                             to_uchar(plaintext), plaintext.size(), to_uchar(aad),
                                             aad.size(), nullptr, to_uchar(out), key_.data());
  return out;
}

bool Sealer::open_into(unsigned char* out, std::string_view sealed, std::string_view aad) const {
  return crypto_aead_xchacha20poly1305_ietf_decrypt(
             out, nullptr, nullptr, to_uchar(sealed) + kNonceBytes, sealed.size() - kNonceBytes,
             to_uchar(aad), aad.size(), to_uchar(sealed), key_.data()) == 0;
}

Result<std::string> Sealer::open(std::string_view sealed, std::string_view aad) const {
  if (sealed.size() < kSealOverheadBytes) return broken_seal();
  std::string plaintext(sealed.size() - kSealOverheadBytes, '\0');
  if (!open_into(to_uchar(plaintext), sealed, aad)) return broken_seal();
  return plaintext;
}

Result<Secret> Sealer::open_secret(std::string_view sealed, std::string_view aad) const {
  if (sealed.size() < kSealOverheadBytes) return broken_seal();
  Secret plaintext(sealed.size() - kSealOverheadBytes);
  if (!open_into(plaintext.data(), sealed, aad)) return broken_seal();
  return plaintext;
}

}  // namespace postern::crypto
