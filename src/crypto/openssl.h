// OpenSSL without the process around it: an own library context, no configuration file, no atexit.
#pragma once

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <new>

namespace postern::crypto {

// The context every fetch and every key of this room belongs to. Made on first use and never freed,
// because threads of the host may still sign while the process exits. OPENSSL_CONF and the system's
// openssl.cnf have no effect on it, nor have providers a host loads (C13, C19).
OSSL_LIB_CTX* openssl_context();

// OpenSSL keeps a queue of errors for each thread; what we do not read must not pile up in it.
void forget_openssl_errors();

template <auto free_function>
struct Freed {
  template <class T>
  void operator()(T* object) const { free_function(object); }
};

using BigNumber = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;  // Wiped, secret or not.
using BigNumberContext = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;
using MontgomeryContext = std::unique_ptr<BN_MONT_CTX, Freed<BN_MONT_CTX_free>>;
using PKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using PKeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>>;

// For OpenSSL's allocating functions: NULL means out of memory.
template <class T>
T* or_bad_alloc(T* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

// For arithmetic on checked numbers, which fails for want of memory only.
inline void must(int succeeded) {
  if (succeeded != 1) throw std::bad_alloc();
}

inline BigNumber new_number() { return BigNumber(or_bad_alloc(BN_new())); }

}  // namespace postern::crypto
