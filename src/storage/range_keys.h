// Keys of their own for ranges of the store: a second seal inside the first, under a key that
// somebody else may withhold.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/seal.h"

namespace postern::storage {

// A range is all keys with one prefix; no two ranges share a key. Each has a key of its own, which
// is stored wrapped under its owner's. Owners' keys are in memory alone. Safe for concurrent use.
class RangeKeys {
 public:
  // REQUIRES: owner_key.size() == crypto::kSealKeyBytes.
  void put_owner_key(std::string_view owner, Secret owner_key);

  // From here on nothing opens that the owner's ranges hold. What is being written there meanwhile
  // is sealed as before, so that nothing of it is ever stored in the clear.
  void withdraw_owner_key(std::string_view owner);

  // A new key for a range, wrapped: what unlock() takes. Errors of all three as of range_locked().
  Result<std::string> make(std::string_view owner, std::string_view range, Random& random) const;
  // The present key of a range, wrapped for another owner.
  Result<std::string> rewrap(std::string_view owner, std::string_view range, Random& random) const;
  // Takes the range's key into use.
  Status unlock(std::string_view owner, std::string_view range, std::string_view wrapped);

  // Whether the range opens, and would not if that owner's key were withdrawn.
  [[nodiscard]] bool is_unlocked(std::string_view owner, std::string_view range) const;

  // The range that `key` is in. `opens` false: its owner's key was withdrawn.
  struct Found {
    std::shared_ptr<const crypto::Sealer> sealer;
    bool opens = false;
  };
  [[nodiscard]] std::optional<Found> find(std::string_view key) const;

 private:
  struct Range {
    std::string owner;
    Secret key;
    Found found;
  };

  [[nodiscard]] Result<std::string> wrap(std::string_view owner, std::string_view range,
                                         std::string_view range_key, Random& random) const;

  std::atomic<bool> any_{false};  // Spares everybody else the lock.
  mutable std::shared_mutex mutex_;
  std::map<std::string, crypto::Sealer, std::less<>> owners_;  // GUARDED_BY(mutex_)
  std::map<std::string, Range, std::less<>> ranges_;           // GUARDED_BY(mutex_)
};

// The owner's key is not there, or is not the one the range's key was wrapped under.
Error range_locked();

}  // namespace postern::storage
