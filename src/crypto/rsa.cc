// Making, storing and signing with RSA private keys.
#include "crypto/rsa.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <climits>
#include <mutex>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/digest.h"
#include "crypto/openssl.h"

namespace postern::crypto {
namespace {

Error unreadable_key() {
  forget_openssl_errors();
  return {Errc::corrupt, "InternalErrorException", "A stored signing key is unreadable"};
}

Error failed(std::string_view what) {
  forget_openssl_errors();
  return internal_error(what);
}

std::string component(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  must(EVP_PKEY_get_bn_param(key, name, &raw));
  const BigNumber number(raw);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
  BN_bn2bin(raw, to_uchar(bytes));
  return bytes;
}

// Everything that does not depend on the message, done once: a context made per call spends its
// time looking up algorithms by name.
PKeyContext make_signing_context(EVP_PKEY* key) {
  PKeyContext context(EVP_PKEY_CTX_new_from_pkey(openssl_context(), key, nullptr));
  const bool ready = context && EVP_PKEY_sign_init(context.get()) == 1 &&
                     EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
                     EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1;
  return ready ? std::move(context) : nullptr;
}

}  // namespace

// A key and the contexts of those who are signing with it: a context serves one thread at a time,
// so each caller borrows one, and there are as many as ever signed at once.
class RsaPrivateKey::Signer {
 public:
  Signer(PKey key, PKeyContext prototype, RsaPublicKey public_key)
      : key_(std::move(key)), prototype_(std::move(prototype)), public_(std::move(public_key)) {}

  Result<std::string> sign(std::string_view digest) const {
    PKeyContext context = borrow();
    std::string signature(public_.n().size(), '\0');
    std::size_t size = signature.size();
    if (!context || EVP_PKEY_sign(context.get(), to_uchar(signature), &size, to_uchar(digest),
                                  digest.size()) != 1 || size != signature.size()) {
      return failed("Signing failed");
    }
    give_back(std::move(context));
    return signature;
  }

  [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }
  [[nodiscard]] const RsaPublicKey& public_key() const { return public_; }

 private:
  PKeyContext borrow() const {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return PKeyContext(EVP_PKEY_CTX_dup(prototype_.get()));
    PKeyContext context = std::move(idle_.back());
    idle_.pop_back();
    return context;
  }
  void give_back(PKeyContext context) const {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(context));
  }

  const PKey key_;
  const PKeyContext prototype_;
  const RsaPublicKey public_;
  mutable std::mutex mutex_;
  mutable std::vector<PKeyContext> idle_;  // GUARDED_BY(mutex_)
};

Result<RsaPrivateKey> RsaPrivateKey::from_pkey(void* raw) {
  PKey key(static_cast<EVP_PKEY*>(raw));
  PKeyContext prototype = make_signing_context(key.get());
  if (!prototype) return failed("A signing key cannot sign");
  POSTERN_TRY(RsaPublicKey public_key,
              RsaPublicKey::from_components(component(key.get(), OSSL_PKEY_PARAM_RSA_N),
                                            component(key.get(), OSSL_PKEY_PARAM_RSA_E)));
  return RsaPrivateKey(std::make_shared<const Signer>(std::move(key), std::move(prototype),
                                                      std::move(public_key)));
}

Result<RsaPrivateKey> RsaPrivateKey::generate() {
  const PKeyContext context(EVP_PKEY_CTX_new_from_name(openssl_context(), "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  const bool made = context && EVP_PKEY_keygen_init(context.get()) == 1 &&
                    EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), kRsaBitsMin) == 1 &&
                    EVP_PKEY_generate(context.get(), &key) == 1;
  if (!made) return failed("Making a signing key failed");
  return from_pkey(key);
}

Secret RsaPrivateKey::to_der() const {
  const Pkcs8 pkcs8(or_bad_alloc(EVP_PKEY2PKCS8(signer_->key())));
  Secret der(static_cast<std::size_t>(i2d_PKCS8_PRIV_KEY_INFO(pkcs8.get(), nullptr)));
  unsigned char* end = der.data();
  i2d_PKCS8_PRIV_KEY_INFO(pkcs8.get(), &end);
  return der;
}

Result<RsaPrivateKey> RsaPrivateKey::from_der(std::string_view der) {
  if (der.size() > kRsaBitsMax) return unreadable_key();  // Far above any real key's bytes.
  const unsigned char* end = to_uchar(der);
  const Pkcs8 pkcs8(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &end, static_cast<long>(der.size())));
  if (!pkcs8 || end != to_uchar(der) + der.size()) return unreadable_key();
  PKey key(EVP_PKCS82PKEY_ex(pkcs8.get(), openssl_context(), nullptr));
  if (!key || EVP_PKEY_is_a(key.get(), "RSA") != 1) return unreadable_key();
  auto result = from_pkey(key.release());
  if (!result) return unreadable_key();
  return result;
}

Result<std::string> RsaPrivateKey::sign_rs256(std::string_view message) const {
  return signer_->sign(sha256(message));
}

const RsaPublicKey& RsaPrivateKey::public_key() const { return signer_->public_key(); }

}  // namespace postern::crypto
