// Opening what was encrypted to a pool's certificate.
#include "crypto/wrapped_content.h"

#include <openssl/rsa.h>

#include "crypto/bytes.h"
#include "crypto/openssl.h"

namespace postern::crypto {
namespace {

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER, Freed<EVP_CIPHER_free>>;

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kAes128KeyBytes = 16;
constexpr std::size_t kAes256KeyBytes = 32;

Error not_opened() {
  forget_openssl_errors();
  return reject("InvalidParameterException", "The content could not be decrypted.");
}

PKey to_pkey(const RsaPrivateKey& key) {
  const Secret der = key.to_der();
  const unsigned char* end = der.data();
  const Pkcs8 pkcs8(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &end, static_cast<long>(der.size())));
  return PKey(pkcs8 ? EVP_PKCS82PKEY_ex(pkcs8.get(), openssl_context(), nullptr) : nullptr);
}

const EVP_MD* method_of(OaepHash hash) {
  return hash == OaepHash::sha1 ? EVP_sha1() : EVP_sha256();
}

}  // namespace

Result<Secret> unwrap_key(const RsaPrivateKey& key, OaepHash label_hash, OaepHash mask_hash,
                          std::string_view wrapped) {
  const PKey pkey = to_pkey(key);
  const PKeyContext context(
      pkey ? EVP_PKEY_CTX_new_from_pkey(openssl_context(), pkey.get(), nullptr) : nullptr);
  const bool ready = context && EVP_PKEY_decrypt_init(context.get()) == 1 &&
                     EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1 &&
                     EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), method_of(label_hash)) == 1 &&
                     EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), method_of(mask_hash)) == 1;
  Secret opened(key.public_key().n().size());
  std::size_t size = opened.size();
  if (!ready || EVP_PKEY_decrypt(context.get(), opened.data(), &size, to_uchar(wrapped),
                                 wrapped.size()) != 1) {
    return not_opened();
  }
  return Secret(opened.view().substr(0, size));
}

Result<std::string> open_aes_gcm(std::string_view key, std::string_view sealed) {
  const bool known_size = key.size() == kAes128KeyBytes || key.size() == kAes256KeyBytes;
  if (!known_size || sealed.size() < kNonceBytes + kTagBytes) return not_opened();
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  const std::string_view body = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  const char* name = key.size() == kAes128KeyBytes ? "AES-128-GCM" : "AES-256-GCM";
  const Cipher cipher(or_bad_alloc(EVP_CIPHER_fetch(openssl_context(), name, "")));
  const CipherContext context(or_bad_alloc(EVP_CIPHER_CTX_new()));
  std::string plain(body.size(), '\0');
  int size = 0;
  must(EVP_DecryptInit_ex2(context.get(), cipher.get(), to_uchar(key), to_uchar(nonce), nullptr));
  must(EVP_DecryptUpdate(context.get(), to_uchar(plain), &size, to_uchar(body),
                         static_cast<int>(body.size())));
  must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagBytes),
                           tag.data()));
  if (EVP_DecryptFinal_ex(context.get(), to_uchar(plain), &size) == 1) return plain;
  wipe(plain);
  return not_opened();
}

}  // namespace postern::crypto
