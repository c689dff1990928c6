// Messages in the format of the AWS Encryption SDK.
//
// Field by field after "AWS Encryption SDK message format reference" and "... body AAD reference"
// in its developer guide; the tests open what is made here with the SDK itself.
#include "crypto/encrypted_message.h"

#include <sodium/crypto_auth_hmacsha512.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/secret.h"
#include "crypto/bytes.h"
#include "crypto/openssl.h"

namespace postern::crypto {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kIvBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kMessageIdBytes = 32;
constexpr std::uint32_t kFrameBytes = 4096;
constexpr std::uint32_t kFirstFrame = 1;
constexpr std::string_view kVersion("\x02", 1);
constexpr std::string_view kSuite("\x04\x78", 2);
constexpr std::string_view kFramed("\x02", 1);
constexpr std::string_view kFinalFrame("\xff\xff\xff\xff", 4);

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER, Freed<EVP_CIPHER_free>>;

std::string big_endian(std::uint64_t value, std::size_t bytes) {
  std::string out(bytes, '\0');
  for (std::size_t i = bytes; i-- > 0; value >>= 8) out[i] = static_cast<char>(value & 0xff);
  return out;
}

std::string sized(std::string_view text) {
  return big_endian(text.size(), 2).append(text);
}

std::string random_bytes(Random& random, std::size_t size) {
  std::string out(size, '\0');
  random.fill(out.data(), size);
  return out;
}

struct Sealed {
  std::string ciphertext;
  std::string tag;
};

Sealed aes_256_gcm(std::string_view key, std::string_view iv, std::string_view aad,
                   std::string_view plaintext) {
  static const Cipher cipher(or_bad_alloc(EVP_CIPHER_fetch(openssl_context(), "AES-256-GCM", "")));
  const CipherContext context(or_bad_alloc(EVP_CIPHER_CTX_new()));
  Sealed out{std::string(plaintext.size(), '\0'), std::string(kTagBytes, '\0')};
  int size = 0;
  must(EVP_EncryptInit_ex2(context.get(), cipher.get(), to_uchar(key), to_uchar(iv), nullptr));
  must(EVP_EncryptUpdate(context.get(), nullptr, &size, to_uchar(aad),
                         static_cast<int>(aad.size())));
  must(EVP_EncryptUpdate(context.get(), to_uchar(out.ciphertext), &size, to_uchar(plaintext),
                         static_cast<int>(plaintext.size())));
  must(EVP_EncryptFinal_ex(context.get(), to_uchar(out.tag), &size));
  must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagBytes),
                           out.tag.data()));
  return out;
}

void hmac_sha512(std::string_view key, std::string_view message, Secret& out) {
  crypto_auth_hmacsha512_state state;
  crypto_auth_hmacsha512_init(&state, to_uchar(key), key.size());
  crypto_auth_hmacsha512_update(&state, to_uchar(message), message.size());
  crypto_auth_hmacsha512_final(&state, reinterpret_cast<unsigned char*>(out.data()));
  wipe(&state, sizeof state);
}

// RFC 5869 with SHA-512, for one key: the first block of the expansion holds it whole.
Secret hkdf_sha512_key(std::string_view key, std::string_view salt, std::string_view info) {
  Secret extracted(crypto_auth_hmacsha512_BYTES);
  hmac_sha512(salt, key, extracted);
  Secret block(crypto_auth_hmacsha512_BYTES);
  hmac_sha512(extracted.view(), std::string(info) + '\x01', block);
  return Secret(block.view().substr(0, kKeyBytes));
}

std::string context_bytes(const EncryptionContext& context) {
  if (context.empty()) return {};
  std::string out = big_endian(context.size(), 2);
  for (const auto& [name, value] : context) out += sized(name) + sized(value);
  return out;
}

// The data key, wrapped the way of a Raw AES keyring: key name, tag length in bits, IV length and
// IV make up the provider's information.
std::string encrypted_data_key(std::string_view data_key, const WrappingKey& wrapping_key,
                               std::string_view context, Random& random) {
  const std::string iv = random_bytes(random, kIvBytes);
  const Sealed sealed = aes_256_gcm(wrapping_key.key, iv, context, data_key);
  const std::string information = std::string(wrapping_key.key_name) +
                                  big_endian(kTagBytes * 8, 4) + big_endian(kIvBytes, 4) + iv;
  return sized(wrapping_key.key_namespace) + sized(information) +
         sized(sealed.ciphertext + sealed.tag);
}

std::string header(std::string_view message_id, std::string_view context, std::string_view data_key,
                   std::string_view encrypted_key) {
  const Secret commitment = hkdf_sha512_key(data_key, message_id, "COMMITKEY");
  std::string out;
  out.append(kVersion).append(kSuite).append(message_id);
  out.append(sized(context)).append(big_endian(1, 2)).append(encrypted_key);
  out.append(kFramed).append(big_endian(kFrameBytes, 4)).append(commitment.view());
  return out;
}

std::string final_frame(std::string_view key, std::string_view message_id,
                        std::string_view plaintext) {
  const std::string number = big_endian(kFirstFrame, 4);
  const std::string iv = big_endian(kFirstFrame, kIvBytes);
  std::string aad(message_id);
  aad.append("AWSKMSEncryptionClient Final Frame").append(number);
  aad.append(big_endian(plaintext.size(), 8));
  const Sealed sealed = aes_256_gcm(key, iv, aad, plaintext);
  std::string out(kFinalFrame);
  out.append(number).append(iv).append(big_endian(plaintext.size(), 4));
  return out.append(sealed.ciphertext).append(sealed.tag);
}

}  // namespace

std::string encrypt_message(std::string_view plaintext, const WrappingKey& wrapping_key,
                            const EncryptionContext& context, Random& random) {
  Secret data_key(kKeyBytes);
  random.fill(data_key.data(), data_key.size());
  const std::string message_id = random_bytes(random, kMessageIdBytes);
  const std::string bound = context_bytes(context);
  std::string out = header(message_id, bound, data_key.view(),
                           encrypted_data_key(data_key.view(), wrapping_key, bound, random));
  const Secret key =
      hkdf_sha512_key(data_key.view(), message_id, std::string(kSuite) + "DERIVEKEY");
  // The header alone uses IV zero, frames count from one: no IV is used twice under this key.
  out += aes_256_gcm(key.view(), std::string(kIvBytes, '\0'), out, "").tag;
  return out += final_frame(key.view(), message_id, plaintext);
}

}  // namespace postern::crypto
