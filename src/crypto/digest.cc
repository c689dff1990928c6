// SHA-256 and what is built on it.
//
// OpenSSL's low-level SHA-256 is used on purpose: it is the same assembly as the EVP interface,
// keeps its state on the stack, and saves the method fetch that costs three times the hash of a
// short text.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/digest.h"

#include <openssl/sha.h>
#include <sodium/crypto_shorthash_siphash24.h>

#include <algorithm>
#include <cstring>

#include "crypto/bytes.h"

namespace postern::crypto {
namespace {

constexpr std::size_t kBlockBytes = 64;
using Digest = std::array<unsigned char, kSha256Bytes>;
using Block = std::array<unsigned char, kBlockBytes>;

// A running hash that leaves nothing behind.
class Sha256 {
 public:
  Sha256() { SHA256_Init(&state_); }
  Sha256(const Sha256&) = default;
  Sha256& operator=(const Sha256&) = default;
  ~Sha256() { wipe(&state_, sizeof state_); }

  void add(const void* bytes, std::size_t size) { SHA256_Update(&state_, bytes, size); }
  void finish(unsigned char* out) { SHA256_Final(out, &state_); }

 private:
  SHA256_CTX state_;
};

// HMAC with the two key blocks hashed once, so that HKDF does not pay for them per round.
class Hmac {
 public:
  explicit Hmac(std::string_view key) {
    Block pad{};
    if (key.size() > kBlockBytes) {
      Sha256 hash;
      hash.add(key.data(), key.size());
      hash.finish(pad.data());
    } else {
      std::copy(key.begin(), key.end(), pad.begin());
    }
    for (auto& byte : pad) byte ^= 0x36;
    inner_.add(pad.data(), pad.size());
    for (auto& byte : pad) byte ^= 0x36 ^ 0x5c;
    outer_.add(pad.data(), pad.size());
    wipe(pad.data(), pad.size());
  }

  void add(std::string_view bytes) { inner_.add(bytes.data(), bytes.size()); }
  // REQUIRES: called once.
  void finish(unsigned char* out) {
    inner_.finish(out);
    outer_.add(out, kSha256Bytes);
    outer_.finish(out);
  }

 private:
  Sha256 inner_;
  Sha256 outer_;
};

std::uint64_t load_word(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

}  // namespace

std::string sha256(std::string_view message) {
  std::string out(kSha256Bytes, '\0');
  Sha256 hash;
  hash.add(message.data(), message.size());
  hash.finish(to_uchar(out));
  return out;
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
  std::string out(kSha256Bytes, '\0');
  Hmac mac(key);
  mac.add(message);
  mac.finish(to_uchar(out));
  return out;
}

Secret hkdf_sha256(std::string_view key, std::string_view salt, std::string_view info,
                   std::size_t size) {
  Digest pseudorandom_key;
  Hmac extract(salt);
  extract.add(key);
  extract.finish(pseudorandom_key.data());

  const Hmac keyed(as_view(pseudorandom_key.data(), pseudorandom_key.size()));
  Secret out(size);
  Digest block;
  std::size_t done = 0;
  for (unsigned char round = 1; done < size; ++round) {
    Hmac expand = keyed;
    if (done != 0) expand.add(as_view(block.data(), block.size()));
    expand.add(info);
    expand.add(as_view(&round, 1));
    expand.finish(block.data());
    const std::size_t take = std::min(size - done, block.size());
    std::memcpy(out.data() + done, block.data(), take);
    done += take;
  }
  wipe(pseudorandom_key.data(), pseudorandom_key.size());
  wipe(block.data(), block.size());
  return out;
}

// K05. A word at a time: the libraries' own versions go byte by byte and cost ten times as much on
// a kilobyte. The empty asm keeps the optimiser from proving a difference early and leaving.
bool equal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  std::uint64_t even = 0;
  std::uint64_t odd = 0;
  std::size_t at = 0;
  for (; at + 16 <= a.size(); at += 16) {
    even |= load_word(a.data() + at) ^ load_word(b.data() + at);
    odd |= load_word(a.data() + at + 8) ^ load_word(b.data() + at + 8);
    asm("" : "+r"(even), "+r"(odd));
  }
  for (; at < a.size(); ++at) {
    even |= static_cast<unsigned char>(a[at] ^ b[at]);
    asm("" : "+r"(even));
  }
  return (even | odd) == 0;
}

HashKey make_hash_key(Random& random) {
  HashKey key;
  random.fill(key.bytes.data(), key.bytes.size());
  return key;
}

std::uint64_t keyed_hash(const HashKey& key, std::string_view message) {
  std::uint64_t out;
  crypto_shorthash_siphash24(reinterpret_cast<unsigned char*>(&out), to_uchar(message),
                             message.size(), key.bytes.data());
  return out;
}

}  // namespace postern::crypto
