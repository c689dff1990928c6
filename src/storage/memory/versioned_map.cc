// Version chains, newest first, in an ordered map.
#include "storage/memory/versioned_map.h"

namespace postern::storage {

std::optional<std::string> VersionedMap::get(std::string_view key, std::uint64_t at) const {
  const auto found = map_.find(key);
  if (found == map_.end()) return std::nullopt;
  const std::string* value = visible(found->second, at);
  return value ? std::optional(*value) : std::nullopt;
}

std::vector<Row> VersionedMap::scan(const ScanRange& range, std::uint64_t at) const {
  const auto first = map_.lower_bound(range.begin);
  const auto last = range.end.empty() ? map_.end() : map_.lower_bound(range.end);
  std::vector<Row> rows;
  const auto take = [&](auto entry, auto stop) {
    for (; entry != stop && rows.size() < range.limit; ++entry) {
      if (const std::string* value = visible(entry->second, at)) {
        rows.push_back({entry->first, *value});
      }
    }
  };
  if (range.reverse) {
    take(std::make_reverse_iterator(last), std::make_reverse_iterator(first));
  } else {
    take(first, last);
  }
  return rows;
}

void VersionedMap::write(WriteSet writes, std::uint64_t version) {
  struct Replacement {
    Version* newest;
    std::unique_ptr<Version> next;
  };
  std::vector<Replacement> replacements;
  Map fresh;
  std::list<Superseded> superseded;
  while (!writes.empty()) {
    auto write = writes.extract(writes.begin());
    const auto found = map_.find(write.key());
    if (found != map_.end()) {
      auto next = std::make_unique<Version>(Version{version, std::move(write.mapped()), nullptr});
      replacements.push_back({&found->second, std::move(next)});
      superseded.push_back({version, std::move(write.key())});
    } else if (write.mapped()) {
      fresh.emplace(std::move(write.key()), Version{version, std::move(write.mapped()), nullptr});
    }
  }
  // From here on nothing is allocated, and so nothing fails.
  for (auto& [newest, next] : replacements) {
    std::swap(*newest, *next);
    newest->older = std::move(next);
  }
  map_.merge(fresh);
  superseded_.splice(superseded_.end(), superseded);
}

void VersionedMap::prune(std::uint64_t oldest) {
  while (!superseded_.empty() && superseded_.front().since <= oldest) {
    prune_key(superseded_.front().key, oldest);
    superseded_.pop_front();
  }
}

const std::string* VersionedMap::visible(const Version& newest, std::uint64_t at) {
  const Version* version = &newest;
  while (version && version->version > at) version = version->older.get();
  return version && version->value ? &*version->value : nullptr;
}

void VersionedMap::prune_key(const std::string& key, std::uint64_t oldest) {
  const auto found = map_.find(key);
  if (found == map_.end()) return;
  Version* version = &found->second;
  while (version->version > oldest && version->older) version = version->older.get();
  // Chains are short, but a snapshot held for long makes them as long as it likes: no recursion.
  for (auto dead = std::move(version->older); dead;) dead = std::move(dead->older);
  const bool erased_for_all = !found->second.value && found->second.version <= oldest;
  if (erased_for_all) map_.erase(found);
}

}  // namespace postern::storage
