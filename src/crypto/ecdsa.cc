// Verifying ES256 with OpenSSL.
#include "crypto/ecdsa.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/params.h>

#include "crypto/bytes.h"
#include "crypto/digest.h"
#include "crypto/openssl.h"

namespace postern::crypto {
namespace {

constexpr std::size_t kCoordinateBytes = 32;
// A sequence of two integers of up to 33 bytes.
constexpr std::size_t kSignatureBytesMax = 72;

Error unacceptable() {
  forget_openssl_errors();
  return invalid_parameter("EC key is not acceptable.");
}

PKey make_key(std::string point) {
  char group[] = "prime256v1";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end(),
  };
  const PKeyContext context(EVP_PKEY_CTX_new_from_name(openssl_context(), "EC", nullptr));
  EVP_PKEY* key = nullptr;
  const bool made = context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) == 1;
  return PKey(made ? key : nullptr);
}

bool is_valid(EVP_PKEY* key) {
  const PKeyContext context(EVP_PKEY_CTX_new_from_pkey(openssl_context(), key, nullptr));
  return context && EVP_PKEY_public_check(context.get()) == 1;
}

}  // namespace

Result<EcdsaPublicKey> EcdsaPublicKey::from_point(std::string_view x, std::string_view y) {
  if (x.size() != kCoordinateBytes || y.size() != kCoordinateBytes) return unacceptable();
  std::string point("\x04");  // SEC 1, 2.3.3: an uncompressed point.
  PKey key = make_key(point.append(x).append(y));
  if (!key || !is_valid(key.get())) return unacceptable();
  return EcdsaPublicKey(std::shared_ptr<void>(std::shared_ptr<EVP_PKEY>(std::move(key))));
}

bool EcdsaPublicKey::verify_es256_jws(std::string_view message, std::string_view signature) const {
  if (signature.size() != 2 * kCoordinateBytes) return false;
  const auto number = [&](std::size_t at) {
    return or_bad_alloc(BN_bin2bn(to_uchar(signature.substr(at, kCoordinateBytes)),
                                  static_cast<int>(kCoordinateBytes), nullptr));
  };
  const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> pair(or_bad_alloc(ECDSA_SIG_new()));
  must(ECDSA_SIG_set0(pair.get(), number(0), number(kCoordinateBytes)));
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)), '\0');
  unsigned char* end = to_uchar(der);
  i2d_ECDSA_SIG(pair.get(), &end);
  return verify_es256(message, der);
}

bool EcdsaPublicKey::verify_es256(std::string_view message, std::string_view der_signature) const {
  if (der_signature.size() > kSignatureBytesMax) return false;
  const PKeyContext context(
      EVP_PKEY_CTX_new_from_pkey(openssl_context(), static_cast<EVP_PKEY*>(key_.get()), nullptr));
  const std::string digest = sha256(message);
  const bool verified = context && EVP_PKEY_verify_init(context.get()) == 1 &&
                        EVP_PKEY_verify(context.get(), to_uchar(der_signature),
                                        der_signature.size(), to_uchar(digest), digest.size()) == 1;
  if (!verified) forget_openssl_errors();
  return verified;
}

}  // namespace postern::crypto
