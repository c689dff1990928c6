// Signing with ES256 by OpenSSL.
#include <openssl/core_names.h>
#include <openssl/ec.h>

#include "crypto/bytes.h"
#include "crypto/digest.h"
#include "crypto/ecdsa.h"
#include "crypto/openssl.h"

namespace postern::crypto {
namespace {

constexpr std::size_t kCoordinateBytes = 32;
constexpr std::size_t kKeyBytesMax = 4096;  // Of DER; a real key has some 140.

using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

Error unacceptable() {
  forget_openssl_errors();
  return invalid_parameter("EC key is not acceptable.");
}

EVP_PKEY* pkey_of(const std::shared_ptr<void>& key) {
  return static_cast<EVP_PKEY*>(key.get());
}

bool is_p256(const EVP_PKEY* key) {
  char group[32] = {};
  std::size_t size = 0;
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1 &&
         std::string_view(group, size) == "prime256v1";
}

std::string coordinate(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  must(EVP_PKEY_get_bn_param(key, name, &raw));
  const BigNumber number(raw);
  std::string bytes(kCoordinateBytes, '\0');
  must(BN_bn2binpad(raw, to_uchar(bytes), static_cast<int>(bytes.size())) ==
       static_cast<int>(kCoordinateBytes));
  return bytes;
}

}  // namespace

Result<EcdsaPrivateKey> EcdsaPrivateKey::generate() {
  const PKeyContext context(EVP_PKEY_CTX_new_from_name(openssl_context(), "EC", nullptr));
  EVP_PKEY* key = nullptr;
  const bool made = context && EVP_PKEY_keygen_init(context.get()) == 1 &&
                    EVP_PKEY_CTX_set_group_name(context.get(), "prime256v1") == 1 &&
                    EVP_PKEY_generate(context.get(), &key) == 1;
  if (!made) return internal_error("Making a signing key failed");
  return EcdsaPrivateKey(std::shared_ptr<void>(std::shared_ptr<EVP_PKEY>(PKey(key))));
}

Result<EcdsaPrivateKey> EcdsaPrivateKey::from_der(std::string_view der) {
  if (der.size() > kKeyBytesMax) return unacceptable();
  const unsigned char* end = to_uchar(der);
  const Pkcs8 pkcs8(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &end, static_cast<long>(der.size())));
  if (!pkcs8 || end != to_uchar(der) + der.size()) return unacceptable();
  PKey key(EVP_PKCS82PKEY_ex(pkcs8.get(), openssl_context(), nullptr));
  if (!key || !is_p256(key.get())) return unacceptable();
  return EcdsaPrivateKey(std::shared_ptr<void>(std::shared_ptr<EVP_PKEY>(std::move(key))));
}

Secret EcdsaPrivateKey::to_der() const {
  const Pkcs8 pkcs8(or_bad_alloc(EVP_PKEY2PKCS8(pkey_of(key_))));
  Secret der(static_cast<std::size_t>(i2d_PKCS8_PRIV_KEY_INFO(pkcs8.get(), nullptr)));
  unsigned char* end = der.data();
  i2d_PKCS8_PRIV_KEY_INFO(pkcs8.get(), &end);
  return der;
}

Result<std::string> EcdsaPrivateKey::sign_es256_jws(std::string_view message) const {
  const PKeyContext context(EVP_PKEY_CTX_new_from_pkey(openssl_context(), pkey_of(key_), nullptr));
  const std::string digest = sha256(message);
  std::string der(static_cast<std::size_t>(EVP_PKEY_get_size(pkey_of(key_))), '\0');
  std::size_t size = der.size();
  const bool is_signed =
      context && EVP_PKEY_sign_init(context.get()) == 1 &&
      EVP_PKEY_sign(context.get(), to_uchar(der), &size, to_uchar(digest), digest.size()) == 1;
  const unsigned char* at = to_uchar(der);
  const Signature pair(is_signed ? d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)) : nullptr);
  if (!pair) {
    forget_openssl_errors();
    return internal_error("Signing failed");
  }
  std::string signature(2 * kCoordinateBytes, '\0');
  const int bytes = static_cast<int>(kCoordinateBytes);
  must(BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), to_uchar(signature), bytes) == bytes);
  must(BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), to_uchar(signature) + bytes, bytes) == bytes);
  return signature;
}

std::string EcdsaPrivateKey::public_point() const {
  return coordinate(pkey_of(key_), OSSL_PKEY_PARAM_EC_PUB_X) +
         coordinate(pkey_of(key_), OSSL_PKEY_PARAM_EC_PUB_Y);
}

}  // namespace postern::crypto
