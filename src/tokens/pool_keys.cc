// Pairs of signing keys as the store keeps them.
#include "tokens/pool_keys.h"

#include "tokens/key_ring.h"

namespace postern::tokens {
namespace {

Result<std::unique_ptr<records::SigningKeyT>> make_key() {
  POSTERN_TRY(const auto key, crypto::RsaPrivateKey::generate());
  auto record = std::make_unique<records::SigningKeyT>();
  record->kid = kid_of(key.public_key());
  record->der = std::string(key.to_der().view());
  return record;
}

}  // namespace

PoolKeysRecord::~PoolKeysRecord() {
  if (keys.id_key) wipe(keys.id_key->der);
  if (keys.access_key) wipe(keys.access_key->der);
}

Result<PoolKeysRecord> make_keys() {
  PoolKeysRecord made;
  POSTERN_TRY(made.keys.id_key, make_key());
  POSTERN_TRY(made.keys.access_key, make_key());
  return made;
}

Result<std::optional<PoolKeysRecord>> load_keys(domain::Txn& txn, const std::string& key) {
  POSTERN_TRY(auto record, txn.get<domain::PoolKeys>(key));
  if (!record) return std::optional<PoolKeysRecord>();
  return std::optional<PoolKeysRecord>(PoolKeysRecord(std::move(*record)));
}

}  // namespace postern::tokens
