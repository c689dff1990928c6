// Self-signed X.509 certificates: how a SAML partner is handed a public key.
#include "crypto/certificate.h"

#include "crypto/bytes.h"
#include "crypto/openssl.h"

namespace postern::crypto {
namespace {

using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using SerialNumber = std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>>;

constexpr std::size_t kSerialBytes = 16;
constexpr int kVersion3 = 2;

Error failed() {
  forget_openssl_errors();
  return internal_error("Making a certificate failed");
}

PKey to_pkey(const RsaPrivateKey& key) {
  const Secret der = key.to_der();
  const unsigned char* end = der.data();
  const Pkcs8 pkcs8(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &end, static_cast<long>(der.size())));
  return PKey(pkcs8 ? EVP_PKCS82PKEY_ex(pkcs8.get(), openssl_context(), nullptr) : nullptr);
}

bool set_serial(X509* certificate, Random& random) {
  std::string bytes = random.bytes(kSerialBytes);
  // Positive, and never zero.
  bytes[0] = static_cast<char>((static_cast<unsigned char>(bytes[0]) & 0x7F) | 0x40);
  const BigNumber number(BN_bin2bn(to_uchar(bytes), static_cast<int>(bytes.size()), nullptr));
  const SerialNumber serial(number ? BN_to_ASN1_INTEGER(number.get(), nullptr) : nullptr);
  return serial && X509_set_serialNumber(certificate, serial.get()) == 1;
}

bool set_names(X509* certificate, std::string_view common_name) {
  X509_NAME* name = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, to_uchar(common_name),
                                    static_cast<int>(common_name.size()), -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

bool set_validity(X509* certificate, const CertificateContent& content) {
  return ASN1_TIME_set(X509_getm_notBefore(certificate), content.not_before_s) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), content.not_after_s) != nullptr;
}

std::string to_der(X509* certificate) {
  const int size = i2d_X509(certificate, nullptr);
  std::string der(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
  unsigned char* end = to_uchar(der);
  if (size > 0) i2d_X509(certificate, &end);
  return der;
}

}  // namespace

Result<std::string> self_signed_certificate(const RsaPrivateKey& key,
                                            const CertificateContent& content, Random& random) {
  const PKey pkey = to_pkey(key);
  const Certificate certificate(X509_new_ex(openssl_context(), nullptr));
  const bool made = pkey && certificate && X509_set_version(certificate.get(), kVersion3) == 1 &&
                    set_serial(certificate.get(), random) &&
                    set_names(certificate.get(), content.common_name) &&
                    set_validity(certificate.get(), content) &&
                    X509_set_pubkey(certificate.get(), pkey.get()) == 1 &&
                    X509_sign(certificate.get(), pkey.get(), EVP_sha256()) > 0;
  if (!made) return failed();
  std::string der = to_der(certificate.get());
  if (der.empty()) return failed();
  return der;
}

}  // namespace postern::crypto
