// Password hashes: Argon2id with bounded parallel work.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace postern::crypto {

// OWASP's first choice for Argon2id.
struct PasswordHashParams {
  int memory_kib = 19'456;
  int passes = 2;
  int slots = 0;       // Hashes running at once; 0 means one a core. More only lose.
  int queue_max = 64;  // Callers waiting for a slot before further ones are refused.
};

// Every member blocks its caller while it works and, in arrival order, while all slots are taken.
// With queue_max callers waiting, the next one is refused with Errc::busy (L08). A password is any
// bytes, NUL included, all of them hashed (L09); beyond limits::kPasswordBytesMax it is refused
// with InvalidParameterException before any work. Safe for concurrent use.
//
// Memory: nothing until the first hash; then memory_kib for each slot in use at the busiest moment,
// kept warm until the hasher dies, because faulting it anew costs half as much as the hash.
class PasswordHasher {
 public:
  // REQUIRES: 8 <= memory_kib <= 262144, 1 <= passes <= 16, slots >= 0, queue_max >= 0.
  explicit PasswordHasher(PasswordHashParams params = {});
  ~PasswordHasher();
  PasswordHasher(const PasswordHasher&) = delete;
  PasswordHasher& operator=(const PasswordHasher&) = delete;

  // "$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>", with a fresh salt of 16 bytes.
  [[nodiscard]] Result<std::string> hash(std::string_view password, Random& random);

  // Whether `stored` was made from this password, under whatever cost it names. Errc::corrupt when
  // it is neither a hash of the form above nor one that was imported (imported_hash.h).
  [[nodiscard]] Result<bool> verify(std::string_view password, std::string_view stored);

  // The work and the queueing of one verify, for a user who does not exist (E02).
  [[nodiscard]] Result<Unit> spend(std::string_view password);

  // Whether `stored` has another cost than this hasher's, was imported, or is unreadable.
  [[nodiscard]] bool needs_rehash(std::string_view stored) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace postern::crypto
