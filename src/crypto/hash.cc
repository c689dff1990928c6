// The hashes of SHA-2 by name.
#include "crypto/hash.h"

#include "crypto/bytes.h"
#include "crypto/digest.h"
#include "crypto/openssl.h"

namespace postern::crypto {

std::string digest(Hash hash, std::string_view message) {
  if (hash == Hash::sha256) return sha256(message);
  const EVP_MD* method = hash == Hash::sha384 ? EVP_sha384() : EVP_sha512();
  std::string out(static_cast<std::size_t>(EVP_MD_get_size(method)), '\0');
  unsigned int size = 0;
  must(EVP_Digest(message.data(), message.size(), to_uchar(out), &size, method, nullptr));
  return out;
}

}  // namespace postern::crypto
