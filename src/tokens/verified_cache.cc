// Remembers verified tokens, so that the second look at one costs no RSA operation.
#include "tokens/verified_cache.h"

#include <algorithm>

namespace postern::tokens {
namespace {

constexpr std::size_t kHashedBytes = 64;

}  // namespace

std::uint64_t VerifiedCache::hash_of(std::string_view text) const {
  text.remove_prefix(text.size() - std::min(text.size(), kHashedBytes));
  return crypto::keyed_hash(hash_key_, text);
}

VerifiedCache::EntryPtr VerifiedCache::find(std::string_view text) const {
  const std::uint64_t hash = hash_of(text);
  Shard& shard = shards_[hash % kShards];
  EntryPtr entry;
  {
    const std::lock_guard lock(shard.mutex);
    if (!shard.sets) return nullptr;
    Set& set = (*shard.sets)[set_of(hash)];
    const auto found = std::find_if(set.begin(), set.end(), [&](const Place& place) {
      return place.hash == hash && place.entry != nullptr;
    });
    if (found == set.end()) return nullptr;
    entry = found->entry;
    std::rotate(set.begin(), found, found + 1);
  }
  return crypto::equal(entry->text, text) ? entry : nullptr;
}

void VerifiedCache::insert(EntryPtr entry) {
  const std::uint64_t hash = hash_of(entry->text);
  Shard& shard = shards_[hash % kShards];
  // Displaced entries die after the lock is released.
  const std::lock_guard lock(shard.mutex);
  if (!shard.sets) shard.sets = std::make_unique<std::array<Set, kSets>>();
  Set& set = (*shard.sets)[set_of(hash)];
  auto place = std::find_if(set.begin(), set.end(),
                            [&](const Place& other) { return other.hash == hash; });
  if (place == set.end()) place = set.end() - 1;
  place->hash = hash;
  place->entry.swap(entry);
  std::rotate(set.begin(), place, place + 1);
}

}  // namespace postern::tokens
