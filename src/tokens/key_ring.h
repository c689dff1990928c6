// The signing keys of every pool: made when first needed, stored sealed, kept decoded.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/rsa.h"
#include "domain/store.h"

namespace postern::tokens {

struct SigningKey {
  SigningKey(std::string key_id, crypto::RsaPrivateKey private_key);

  // base64(SHA-256(n || e)): follows from the key, so it never names another one.
  std::string kid;
  crypto::RsaPrivateKey key;
  // The first part of every token this key signs, as transmitted. It is a function of the key,
  // which is why a verifier compares it instead of reading it.
  std::string header;
};

// Key id of a public key.
std::string kid_of(const crypto::RsaPublicKey& key);

struct PoolSigningKeys;
using PoolSigningKeysPtr = std::shared_ptr<const PoolSigningKeys>;

// Two keys a pool, so that an ID token cannot pass for an access token; and while they are being
// replaced, the two before (key_rotation.h). Immutable.
struct PoolSigningKeys {
  SigningKey id_key;
  SigningKey access_key;
  int version = 0;  // domain::Pool::signing_keys when they were read, or later.
  // Those that sign until `signs_from_us`, and what they signed is good until `former_until_us`.
  PoolSigningKeysPtr former;
  std::int64_t signs_from_us = 0;
  std::int64_t former_until_us = 0;

  // Those that sign now.
  [[nodiscard]] const PoolSigningKeys& signing(std::int64_t now_us) const {
    return former != nullptr && now_us < signs_from_us ? *former : *this;
  }
  // Null once nothing they signed is good any more.
  [[nodiscard]] const PoolSigningKeys* former_at(std::int64_t now_us) const {
    return now_us < former_until_us ? former.get() : nullptr;
  }
};

// Safe for concurrent use. What it remembers never outlives a pool or a key: a transaction that
// takes one away declares revokes_all(), and where engines share a store, the pool's row tells.
class KeyRing {
 public:
  explicit KeyRing(domain::Store& store) : store_(store) {}

  // The keys of a pool, of that version or a later one; null when there is no such pool, or it has
  // none because it never issued anything.
  Result<PoolSigningKeysPtr> find(std::string_view pool_id, int version = 0);
  // The same, of the version that the store has now.
  Result<PoolSigningKeysPtr> find_present(std::string_view pool_id);

  // As find(), but a pool without keys gets them, which takes a quarter of a second. Callers who
  // come meanwhile wait for the same pair. ResourceNotFoundException when there is no such pool.
  Result<PoolSigningKeysPtr> find_or_make(std::string_view pool_id, int version = 0);

 private:
  struct Entry {
    Entry(PoolSigningKeysPtr pool_keys, std::uint64_t at)
        : keys(std::move(pool_keys)), generation(at) {}
    PoolSigningKeysPtr keys;
    std::uint64_t generation;  // Of Revocations::all_generation() before the keys were read.
    mutable std::atomic<bool> used{true};
  };

  PoolSigningKeysPtr cached(std::string_view pool_id, int version) const;
  void remember(std::string_view pool_id, PoolSigningKeysPtr keys, std::uint64_t generation);
  void make_room();
  Result<PoolSigningKeysPtr> make(std::string_view pool_id);

  domain::Store& store_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;  // GUARDED_BY(mutex_)
  // Makers of keys wait here by hash of their pool; nobody else does.
  std::array<std::mutex, 16> making_;
};

}  // namespace postern::tokens
