// The public key of a certificate, and what it verifies.
#include "crypto/certificate_key.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "crypto/bytes.h"
#include "crypto/openssl.h"
#include "crypto/rsa.h"

namespace postern::crypto {
namespace {

constexpr std::size_t kCertificateBytesMax = 64 << 10;
constexpr std::size_t kGroupNameBytesMax = 32;

struct Curve {
  std::string_view group;
  std::size_t signature_bytes;
};
constexpr Curve kCurves[] = {{"prime256v1", 64}, {"secp384r1", 96}, {"secp521r1", 132}};

Error unacceptable() {
  forget_openssl_errors();
  return invalid_parameter("The certificate holds no acceptable key.");
}

PKey key_of(std::string_view der) {
  using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
  X509* raw = or_bad_alloc(X509_new_ex(openssl_context(), nullptr));
  const unsigned char* end = to_uchar(der);
  const bool read = d2i_X509(&raw, &end, static_cast<long>(der.size())) != nullptr;
  const Certificate certificate(raw);  // Null after a failure, which frees what it was given.
  if (!read || end != to_uchar(der) + der.size()) return nullptr;
  return PKey(X509_get_pubkey(certificate.get()));
}

bool is_acceptable_rsa(const EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  return EVP_PKEY_is_a(key, "RSA") == 1 && bits >= kRsaBitsMin && bits <= kRsaBitsMax;
}

// Of the key's curve; 0 for any other.
std::size_t ec_signature_bytes(const EVP_PKEY* key) {
  char name[kGroupNameBytesMax] = {};
  if (EVP_PKEY_is_a(key, "EC") != 1 ||
      EVP_PKEY_get_group_name(key, name, sizeof name, nullptr) != 1) {
    return 0;
  }
  const auto* curve = std::find_if(std::begin(kCurves), std::end(kCurves),
                                   [&](const Curve& one) { return one.group == name; });
  return curve == std::end(kCurves) ? 0 : curve->signature_bytes;
}

// As OpenSSL takes it; empty for two numbers of another length.
std::string ecdsa_der(std::string_view signature, std::size_t size) {
  if (signature.size() != size) return {};
  const auto number = [&](std::string_view bytes) {
    return or_bad_alloc(BN_bin2bn(to_uchar(bytes), static_cast<int>(bytes.size()), nullptr));
  };
  const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> pair(or_bad_alloc(ECDSA_SIG_new()));
  must(ECDSA_SIG_set0(pair.get(), number(signature.substr(0, size / 2)),
                      number(signature.substr(size / 2))));
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)), '\0');
  unsigned char* end = to_uchar(der);
  i2d_ECDSA_SIG(pair.get(), &end);
  return der;
}

const EVP_MD* method_of(Hash hash) {
  switch (hash) {
    case Hash::sha256:
      return EVP_sha256();
    case Hash::sha384:
      return EVP_sha384();
    case Hash::sha512:
      return EVP_sha512();
  }
  return nullptr;
}

}  // namespace

Result<CertificateKey> CertificateKey::from_certificate(std::string_view der) {
  if (der.size() > kCertificateBytesMax) return unacceptable();
  PKey key = key_of(der);
  if (!key) return unacceptable();
  const std::size_t ec_bytes = ec_signature_bytes(key.get());
  if (ec_bytes == 0 && !is_acceptable_rsa(key.get())) return unacceptable();
  return CertificateKey(std::shared_ptr<EVP_PKEY>(std::move(key)), ec_bytes);
}

bool CertificateKey::verify(Hash hash, std::string_view message, std::string_view signature) const {
  const std::string encoded =
      is_rsa() ? std::string(signature) : ecdsa_der(signature, signature_bytes_);
  const std::string hashed = digest(hash, message);
  const PKeyContext context(
      EVP_PKEY_CTX_new_from_pkey(openssl_context(), static_cast<EVP_PKEY*>(key_.get()), nullptr));
  const bool ready =
      !encoded.empty() && context && EVP_PKEY_verify_init(context.get()) == 1 &&
      (!is_rsa() || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1) &&
      EVP_PKEY_CTX_set_signature_md(context.get(), method_of(hash)) == 1;
  const bool verified = ready && EVP_PKEY_verify(context.get(), to_uchar(encoded), encoded.size(),
                                                 to_uchar(hashed), hashed.size()) == 1;
  if (!verified) forget_openssl_errors();
  return verified;
}

}  // namespace postern::crypto
