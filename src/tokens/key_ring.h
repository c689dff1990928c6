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

// Two keys a pool, so that an ID token cannot pass for an access token. Immutable.
struct PoolSigningKeys {
  SigningKey id_key;
  SigningKey access_key;
};
using PoolSigningKeysPtr = std::shared_ptr<const PoolSigningKeys>;

// Safe for concurrent use. What it remembers never outlives a pool or a key: a transaction that
// takes one away declares revokes_all().
class KeyRing {
 public:
  explicit KeyRing(domain::Store& store) : store_(store) {}

  // The keys of a pool; null when there is no such pool, or it has none because it never issued
  // anything.
  Result<PoolSigningKeysPtr> find(std::string_view pool_id);

  // The same, but a pool without keys gets them, which takes a quarter of a second. Callers who
  // come meanwhile wait for the same pair. ResourceNotFoundException when there is no such pool.
  Result<PoolSigningKeysPtr> find_or_make(std::string_view pool_id);

 private:
  struct Entry {
    Entry(PoolSigningKeysPtr pool_keys, std::uint64_t at)
        : keys(std::move(pool_keys)), generation(at) {}
    PoolSigningKeysPtr keys;
    std::uint64_t generation;  // Of Revocations::all_generation() before the keys were read.
    mutable std::atomic<bool> used{true};
  };

  PoolSigningKeysPtr cached(std::string_view pool_id) const;
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
