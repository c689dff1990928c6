// Keeps the recent write sets and validates read sets against them.
#include "storage/commit_log.h"

namespace postern::storage {

bool CommitLog::conflicts(const ReadSet& reads, std::uint64_t since) const {
  if (reads.empty()) return false;
  if (since < complete_since_) return true;
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    if (entry->version <= since) break;
    if (reads.intersects(entry->keys)) return true;
  }
  return false;
}

void CommitLog::append(std::uint64_t version, const WriteSet& writes) {
  Entry entry{.version = version, .keys = {}, .bytes = sizeof(Entry)};
  entry.keys.reserve(writes.size());
  for (const auto& [key, value] : writes) {
    entry.keys.push_back(key);
    entry.bytes += sizeof(std::string) + key.size();
  }
  const std::size_t bytes = entry.bytes;
  entries_.push_back(std::move(entry));
  bytes_ += bytes;
  while (bytes_ > bytes_max_) drop_oldest();
}

void CommitLog::rewind(std::uint64_t version) {
  while (!entries_.empty() && entries_.back().version > version) {
    bytes_ -= entries_.back().bytes;
    entries_.pop_back();
  }
}

void CommitLog::drop_oldest() {
  complete_since_ = entries_.front().version;
  bytes_ -= entries_.front().bytes;
  entries_.pop_front();
}

}  // namespace postern::storage
