// The signing keys of every pool: made when first needed, stored sealed, kept decoded.
#include "tokens/key_ring.h"

#include <functional>
#include <optional>

#include "codec/base64.h"
#include "codec/json.h"
#include "crypto/digest.h"
#include "domain/keyspace.h"
#include "domain/pool.h"

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

Result<PoolSigningKeysPtr> decode(const domain::PoolKeys& record) {
  POSTERN_TRY(SigningKey id_key, decode(record.id_key.get()));
  POSTERN_TRY(SigningKey access_key, decode(record.access_key.get()));
  return PoolSigningKeysPtr(
      new PoolSigningKeys{.id_key = std::move(id_key), .access_key = std::move(access_key)});
}

Result<std::unique_ptr<records::SigningKeyT>> make_key() {
  POSTERN_TRY(const auto key, crypto::RsaPrivateKey::generate());
  auto record = std::make_unique<records::SigningKeyT>();
  record->kid = kid_of(key.public_key());
  record->der = std::string(key.to_der().view());
  return record;
}

// A record of private keys that is wiped when it dies.
struct PoolKeysRecord {
  domain::PoolKeys keys;

  PoolKeysRecord() = default;
  explicit PoolKeysRecord(domain::PoolKeys record) : keys(std::move(record)) {}
  PoolKeysRecord(PoolKeysRecord&&) = default;
  PoolKeysRecord& operator=(PoolKeysRecord&&) = delete;
  ~PoolKeysRecord() {
    if (keys.id_key) wipe(keys.id_key->der);
    if (keys.access_key) wipe(keys.access_key->der);
  }
};

// What belongs to a deleted pool is swept little by little: keys count while the pool's row exists.
Result<std::optional<PoolKeysRecord>> load(domain::Txn& txn, std::string_view pool_id) {
  POSTERN_TRY(const bool pool_exists, txn.exists(domain::keys::pool(pool_id)));
  if (!pool_exists) return std::optional<PoolKeysRecord>();
  POSTERN_CHECK(domain::load_pool(txn, pool_id));  // Whose own key, if it has one, is needed.
  POSTERN_TRY(auto record, txn.get<domain::PoolKeys>(domain::keys::keys(pool_id)));
  if (!record) return std::optional<PoolKeysRecord>();
  return std::optional<PoolKeysRecord>(PoolKeysRecord(std::move(*record)));
}

Result<domain::PoolKeys> make_keys() {
  domain::PoolKeys keys;
  POSTERN_TRY(keys.id_key, make_key());
  POSTERN_TRY(keys.access_key, make_key());
  return keys;
}

// Stores `made` unless another engine on the same store was first; then its keys are the pool's.
Result<PoolSigningKeysPtr> store_first(domain::Store& store, std::string_view pool_id,
                                       const domain::PoolKeys& made) {
  return store.transact([&](domain::Txn& txn) -> Result<PoolSigningKeysPtr> {
    POSTERN_CHECK(domain::load_pool(txn, pool_id));
    POSTERN_TRY(const auto stored, load(txn, pool_id));
    if (stored) return decode(stored->keys);
    POSTERN_CHECK(txn.put(domain::keys::keys(pool_id), made));
    return decode(made);
  });
}

}  // namespace

SigningKey::SigningKey(std::string key_id, crypto::RsaPrivateKey private_key)
    : kid(std::move(key_id)), key(std::move(private_key)), header(header_text(kid)) {}

std::string kid_of(const crypto::RsaPublicKey& key) {
  return codec::base64_encode(crypto::sha256(key.n() + key.e()));
}

PoolSigningKeysPtr KeyRing::cached(std::string_view pool_id) const {
  const std::shared_lock lock(mutex_);
  const auto found = entries_.find(pool_id);
  if (found == entries_.end()) return nullptr;
  if (found->second.generation != store_.revocations().all_generation()) return nullptr;
  found->second.used.store(true, std::memory_order_relaxed);
  return found->second.keys;
}

Result<PoolSigningKeysPtr> KeyRing::find(std::string_view pool_id) {
  if (auto keys = cached(pool_id)) return keys;
  // Before the read: keys that go away in between make what is remembered stale at once.
  const std::uint64_t generation = store_.revocations().all_generation();
  POSTERN_TRY(const auto record,
              store_.read([&](domain::Txn& txn) { return load(txn, pool_id); }));
  if (!record) return PoolSigningKeysPtr();
  POSTERN_TRY(auto keys, decode(record->keys));
  remember(pool_id, keys, generation);
  return keys;
}

Result<PoolSigningKeysPtr> KeyRing::find_or_make(std::string_view pool_id) {
  POSTERN_TRY(auto keys, find(pool_id));
  if (keys) return keys;
  const std::lock_guard turn(making_[std::hash<std::string_view>()(pool_id) % making_.size()]);
  POSTERN_TRY(keys, find(pool_id));  // Whoever had the turn before may have made them.
  if (keys) return keys;
  return make(pool_id);
}

Result<PoolSigningKeysPtr> KeyRing::make(std::string_view pool_id) {
  // Unknown pools are refused before the work.
  POSTERN_CHECK(store_.read([&](domain::Txn& txn) { return domain::load_pool(txn, pool_id); }));
  POSTERN_TRY(auto record, make_keys());
  const PoolKeysRecord made(std::move(record));
  const std::uint64_t generation = store_.revocations().all_generation();
  POSTERN_TRY(auto keys, store_first(store_, pool_id, made.keys));
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
