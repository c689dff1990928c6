// PBKDF2 through OpenSSL.
#include "crypto/pbkdf2.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>

#include "base/secret.h"
#include "crypto/bytes.h"
#include "crypto/openssl.h"

namespace postern::crypto {
namespace {

using Kdf = std::unique_ptr<EVP_KDF, Freed<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Freed<EVP_KDF_CTX_free>>;

OSSL_PARAM octets(const char* name, std::string_view bytes) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
}

}  // namespace

std::string pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations,
                          std::size_t size) {
  const Kdf kdf(or_bad_alloc(EVP_KDF_fetch(openssl_context(), "PBKDF2", nullptr)));
  const KdfContext context(or_bad_alloc(EVP_KDF_CTX_new(kdf.get())));
  char digest[] = "SHA256";
  auto rounds = static_cast<unsigned>(iterations);
  // An empty view may have no address, which OpenSSL takes for "none given".
  const Secret key(password);
  const OSSL_PARAM params[] = {
      octets(OSSL_KDF_PARAM_PASSWORD, key.view()),
      octets(OSSL_KDF_PARAM_SALT, salt),
      OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_ITER, &rounds),
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end(),
  };
  std::string tag(size, '\0');
  must(EVP_KDF_derive(context.get(), to_uchar(tag), tag.size(), params));
  return tag;
}

}  // namespace postern::crypto
