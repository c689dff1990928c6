// The signing keys of every pool: made when first needed, stored sealed, kept decoded.
#include "tokens/key_ring.h"

#include <functional>
#include <optional>

#include "codec/base64.h"
#include "codec/json.h"
#include "crypto/digest.h"
#include "domain/keyspace.h"
#include "domain/pool.h"
#include "tokens/pool_keys.h"

namespace postern::tokens {
namespace {

// A decoded pair takes about 10 KB.
constexpr std::size_t kPoolsKeptMax = 1024;

// Members in the order Cognito writes them, which some of its users compare as text.
std::string header_text(std::string_view kid) {
  return codec::base64url_encode(Json::object().set("kid", kid).set("alg", "RS256").dump());
}

Result<SigningKey> decode(const records::SigningKeyT* record) {
  if (record == nullptr) return internal_error("A pool's keys are incomplete");
  POSTERN_TRY(auto key, crypto::RsaPrivateKey::from_der(record->der));
  return SigningKey(record->kid, std::move(key));
}

Result<std::shared_ptr<PoolSigningKeys>> decode(const domain::PoolKeys& record) {
  POSTERN_TRY(SigningKey id_key, decode(record.id_key.get()));
  POSTERN_TRY(SigningKey access_key, decode(record.access_key.get()));
  return std::shared_ptr<PoolSigningKeys>(
      new PoolSigningKeys{.id_key = std::move(id_key), .access_key = std::move(access_key)});
}

// The keys in `newest`, and those before them.
Result<PoolSigningKeysPtr> decode(const domain::Pool& pool, const PoolKeysRecord& newest,
                                  const std::optional<PoolKeysRecord>& former) {
  POSTERN_TRY(auto keys, decode(newest.keys));
  keys->version = pool.signing_keys;
  if (former) {
    POSTERN_TRY(keys->former, decode(former->keys));
    keys->signs_from_us = newest.keys.signs_from_us;
    keys->former_until_us = former->keys.expires_us;
  }
  return PoolSigningKeysPtr(std::move(keys));
}

// Null when the pool has none. What belongs to a deleted pool is swept little by little: keys count
// while the pool's row exists.
Result<PoolSigningKeysPtr> load(domain::Txn& txn, std::string_view pool_id) {
  POSTERN_TRY(const bool pool_exists, txn.exists(domain::keys::pool(pool_id)));
  if (!pool_exists) return PoolSigningKeysPtr();
  // Its own key, if it has one, is needed.
  POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
  POSTERN_TRY(const auto newest, load_keys(txn, domain::keys::keys(pool_id)));
  if (!newest) return PoolSigningKeysPtr();
  POSTERN_TRY(const auto former, load_keys(txn, domain::keys::former_keys(pool_id)));
  return decode(*pool, *newest, former);
}

// Stores `made` unless another engine on the same store was first; then its keys are the pool's.
Result<PoolSigningKeysPtr> store_first(domain::Store& store, std::string_view pool_id,
                                       const PoolKeysRecord& made) {
  return store.transact([&](domain::Txn& txn) -> Result<PoolSigningKeysPtr> {
    POSTERN_TRY(const auto pool, domain::load_pool(txn, pool_id));
    POSTERN_TRY(auto stored, load(txn, pool_id));
    if (stored) return stored;
    POSTERN_CHECK(txn.put(domain::keys::keys(pool_id), made.keys));
    return decode(*pool, made, std::nullopt);
  });
}

}  // namespace

SigningKey::SigningKey(std::string key_id, crypto::RsaPrivateKey private_key)
    : kid(std::move(key_id)), key(std::move(private_key)), header(header_text(kid)) {}

std::string kid_of(const crypto::RsaPublicKey& key) {
  return codec::base64_encode(crypto::sha256(key.n() + key.e()));
}

PoolSigningKeysPtr KeyRing::cached(std::string_view pool_id, int version) const {
  const std::shared_lock lock(mutex_);
  const auto found = entries_.find(pool_id);
  if (found == entries_.end()) return nullptr;
  if (found->second.generation != store_.revocations().all_generation()) return nullptr;
  if (found->second.keys->version < version) return nullptr;
  found->second.used.store(true, std::memory_order_relaxed);
  return found->second.keys;
}

Result<PoolSigningKeysPtr> KeyRing::find(std::string_view pool_id, int version) {
  if (auto keys = cached(pool_id, version)) return keys;
  // Before the read: keys that go away in between make what is remembered stale at once.
  const std::uint64_t generation = store_.revocations().all_generation();
  POSTERN_TRY(auto keys, store_.read([&](domain::Txn& txn) { return load(txn, pool_id); }));
  if (keys) remember(pool_id, keys, generation);
  return keys;
}

Result<PoolSigningKeysPtr> KeyRing::find_present(std::string_view pool_id) {
  if (!store_.is_shared()) return find(pool_id);
  POSTERN_TRY(const auto version, store_.read([&](domain::Txn& txn) -> Result<std::optional<int>> {
    const auto pool = domain::load_pool_settings(txn, pool_id);
    if (pool.ok()) return std::optional((*pool)->signing_keys);
    if (pool.error().code == "ResourceNotFoundException") return std::optional<int>();
    return pool.error();
  }));
  return version ? find(pool_id, *version) : Result<PoolSigningKeysPtr>(PoolSigningKeysPtr());
}

Result<PoolSigningKeysPtr> KeyRing::find_or_make(std::string_view pool_id, int version) {
  POSTERN_TRY(auto keys, find(pool_id, version));
  if (keys) return keys;
  const std::lock_guard turn(making_[std::hash<std::string_view>()(pool_id) % making_.size()]);
  POSTERN_TRY(keys, find(pool_id, version));  // Whoever had the turn before may have made them.
  if (keys) return keys;
  return make(pool_id);
}

Result<PoolSigningKeysPtr> KeyRing::make(std::string_view pool_id) {
  // Unknown pools are refused before the work.
  POSTERN_CHECK(store_.read([&](domain::Txn& txn) { return domain::load_pool(txn, pool_id); }));
  POSTERN_TRY(const PoolKeysRecord made, make_keys());
  const std::uint64_t generation = store_.revocations().all_generation();
  POSTERN_TRY(auto keys, store_first(store_, pool_id, made));
  remember(pool_id, keys, generation);
  return keys;
}

void KeyRing::remember(std::string_view pool_id, PoolSigningKeysPtr keys,
                       std::uint64_t generation) {
  const std::unique_lock lock(mutex_);
  if (const auto found = entries_.find(pool_id); found != entries_.end()) entries_.erase(found);
  if (entries_.size() >= kPoolsKeptMax) make_room();
  entries_.try_emplace(std::string(pool_id), std::move(keys), generation);
}

// Second chance: forgets every entry nobody asked for since the last time, at least one.
void KeyRing::make_room() {
  const std::size_t forgotten =
      std::erase_if(entries_, [](auto& entry) { return !entry.second.used.exchange(false); });
  if (forgotten == 0) entries_.erase(entries_.begin());
}

}  // namespace postern::tokens
