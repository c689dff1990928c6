// Making OpenSSL's library context.
#include "crypto/openssl.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

namespace postern::crypto {
namespace {

OSSL_LIB_CTX* make_context() {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr);
  return or_bad_alloc(OSSL_LIB_CTX_new());
}

}  // namespace

OSSL_LIB_CTX* openssl_context() {
  static OSSL_LIB_CTX* const context = make_context();
  return context;
}

void forget_openssl_errors() { ERR_clear_error(); }

}  // namespace postern::crypto
