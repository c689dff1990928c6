// Pools and clients as last decoded: what makes loading a hot one a single point read.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace postern::domain {

struct Pool;
struct Client;

// Values by the key of their record. An entry answers only for the sealed version it was decoded
// from, so a cache never has to be told of a write: the row that was read says what is current.
// Safe for concurrent use.
template <class Value>
class DecodedRecords {
 public:
  using Pointer = std::shared_ptr<const Value>;

  // The value decoded from that version of the record, or null. `version` is the seal's nonce.
  [[nodiscard]] Pointer find(std::string_view key, std::string_view version) const {
    const Shard& shard = shard_of(key);
    const std::shared_lock lock(shard.mutex);
    const auto found = shard.entries.find(key);
    if (found == shard.entries.end() || found->second.version != version) return nullptr;
    return found->second.value;
  }

  void remember(std::string_view key, std::string_view version, Pointer value) {
    Shard& shard = shard_of(key);
    const std::unique_lock lock(shard.mutex);
    auto found = shard.entries.find(key);
    if (found == shard.entries.end()) {
      // Which one goes does not matter much: it comes back at its next use.
      if (shard.entries.size() >= kShardEntriesMax) shard.entries.erase(shard.entries.begin());
      found = shard.entries.emplace(key, Entry()).first;
    }
    found->second = {std::string(version), std::move(value)};
  }

  void clear() {
    for (Shard& shard : shards_) {
      const std::unique_lock lock(shard.mutex);
      shard.entries.clear();
    }
  }

 private:
  static constexpr std::size_t kShards = 16;
  static constexpr std::size_t kShardEntriesMax = 64;  // 1,024 pools or clients in all.

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>()(key);
    }
  };
  struct Entry {
    std::string version;
    Pointer value;
  };
  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries;
  };

  const Shard& shard_of(std::string_view key) const { return shards_[Hash()(key) % kShards]; }
  Shard& shard_of(std::string_view key) { return shards_[Hash()(key) % kShards]; }

  std::array<Shard, kShards> shards_;
};

struct DecodeCache {
  DecodedRecords<Pool> pools;
  DecodedRecords<Client> clients;
};

}  // namespace postern::domain
