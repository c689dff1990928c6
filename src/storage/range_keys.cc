// Keys of their own for ranges of the store.
#include "storage/range_keys.h"

#include <mutex>

namespace postern::storage {
namespace {

constexpr std::string_view kPurpose = "range key ";

// A wrapped key is that of its range only.
std::string bound_data(std::string_view range) {
  std::string aad(kPurpose);
  aad += range;
  return aad;
}

}  // namespace

Error range_locked() {
  return not_authorized("The customer managed key of the user pool is not available.");
}

void RangeKeys::put_owner_key(std::string_view owner, Secret owner_key) {
  const std::unique_lock lock(mutex_);
  owners_.insert_or_assign(std::string(owner), crypto::Sealer(std::move(owner_key)));
}

void RangeKeys::withdraw_owner_key(std::string_view owner) {
  const std::unique_lock lock(mutex_);
  if (const auto known = owners_.find(owner); known != owners_.end()) owners_.erase(known);
  for (auto& [prefix, range] : ranges_) {
    if (range.owner == owner) range.found.opens = false;
  }
}

Result<std::string> RangeKeys::wrap(std::string_view owner, std::string_view range,
                                    std::string_view range_key, Random& random) const {
  const std::shared_lock lock(mutex_);
  const auto known = owners_.find(owner);
  if (known == owners_.end()) return range_locked();
  return known->second.seal(range_key, bound_data(range), random);
}

Result<std::string> RangeKeys::make(std::string_view owner, std::string_view range,
                                    Random& random) const {
  std::string made = random.bytes(crypto::kSealKeyBytes);
  auto wrapped = wrap(owner, range, made, random);
  wipe(made);
  return wrapped;
}

Result<std::string> RangeKeys::rewrap(std::string_view owner, std::string_view range,
                                      Random& random) const {
  Secret key;
  {
    const std::shared_lock lock(mutex_);
    const auto known = ranges_.find(range);
    if (known == ranges_.end() || !known->second.found.opens) return range_locked();
    key = known->second.key.clone();
  }
  return wrap(owner, range, key.view(), random);
}

Status RangeKeys::unlock(std::string_view owner, std::string_view range, std::string_view wrapped) {
  const std::unique_lock lock(mutex_);
  const auto known = owners_.find(owner);
  if (known == owners_.end()) return range_locked();
  auto key = known->second.open_secret(wrapped, bound_data(range));
  if (!key.ok()) return range_locked();
  Found found{std::make_shared<const crypto::Sealer>(key->clone()), true};
  ranges_.insert_or_assign(std::string(range),
                           Range{std::string(owner), std::move(*key), std::move(found)});
  any_.store(true, std::memory_order_release);
  return ok();
}

bool RangeKeys::is_unlocked(std::string_view owner, std::string_view range) const {
  const std::shared_lock lock(mutex_);
  const auto known = ranges_.find(range);
  return known != ranges_.end() && known->second.owner == owner && known->second.found.opens;
}

std::optional<RangeKeys::Found> RangeKeys::find(std::string_view key) const {
  if (!any_.load(std::memory_order_acquire)) return std::nullopt;
  const std::shared_lock lock(mutex_);
  auto after = ranges_.upper_bound(key);
  if (after == ranges_.begin()) return std::nullopt;
  const auto& [prefix, range] = *--after;
  if (!key.starts_with(prefix)) return std::nullopt;
  return range.found;
}

}  // namespace postern::storage
