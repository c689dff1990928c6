// Pairs of signing keys as the store keeps them.
#pragma once

#include <optional>
#include <string>

#include "domain/store.h"

namespace postern::tokens {

// A record of private keys that is wiped when it dies.
struct PoolKeysRecord {
  domain::PoolKeys keys;

  PoolKeysRecord() = default;
  explicit PoolKeysRecord(domain::PoolKeys record) : keys(std::move(record)) {}
  PoolKeysRecord(PoolKeysRecord&&) = default;
  PoolKeysRecord& operator=(PoolKeysRecord&&) = delete;
  ~PoolKeysRecord();
};

// A new pair, which takes a quarter of a second.
Result<PoolKeysRecord> make_keys();

Result<std::optional<PoolKeysRecord>> load_keys(domain::Txn& txn, const std::string& key);

}  // namespace postern::tokens
