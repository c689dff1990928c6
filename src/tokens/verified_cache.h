// Remembers verified tokens, so that the second look at one costs no RSA operation.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/random.h"
#include "crypto/digest.h"
#include "tokens/verified_token.h"

namespace postern::tokens {

// A fixed number of places, 4096, taken from memory shard by shard when first needed. It says what
// a text meant when it was verified; whether that still holds is the verifier's question.
//
// Places are found by a keyed hash of the token's end, which is signature and so random to anyone
// but the issuer: nobody can aim at a place, and no lookup reveals a prefix of another token (K14).
// A hit is a text equal to the last byte. Safe for concurrent use.
class VerifiedCache {
 public:
  struct Entry {
    std::string text;
    std::uint64_t generation;  // Of Revocations::View before the token was checked.
    int signing_keys;  // Version of the pool's keys that it was checked with.
    VerifiedToken token;
  };
  using EntryPtr = std::shared_ptr<const Entry>;

  explicit VerifiedCache(Random& random) : hash_key_(crypto::make_hash_key(random)) {}

  // Null when the text was never inserted, or displaced.
  [[nodiscard]] EntryPtr find(std::string_view text) const;

  // Displaces the same text, or whatever was asked for longest ago among those that share its
  // places.
  void insert(EntryPtr entry);

 private:
  static constexpr std::size_t kShards = 16;
  static constexpr std::size_t kSets = 32;
  static constexpr std::size_t kWays = 8;

  struct Place {
    std::uint64_t hash = 0;
    EntryPtr entry;
  };
  using Set = std::array<Place, kWays>;  // Most recently used first.
  struct Shard {
    std::mutex mutex;
    std::unique_ptr<std::array<Set, kSets>> sets;  // GUARDED_BY(mutex); null until first used.
  };

  [[nodiscard]] std::uint64_t hash_of(std::string_view text) const;
  static std::size_t set_of(std::uint64_t hash) { return hash / kShards % kSets; }

  const crypto::HashKey hash_key_;
  mutable std::array<Shard, kShards> shards_;
};

}  // namespace postern::tokens
