// What one transaction has read: the keys and ranges that must not have changed when it commits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postern::storage {

class ReadSet {
 public:
  struct Range {
    std::string begin;
    std::string end;
  };

  void add_key(std::string_view key) { keys_.emplace_back(key); }
  // [begin, end); an empty `end` lies behind every key.
  void add_range(std::string begin, std::string end) {
    ranges_.push_back({std::move(begin), std::move(end)});
  }

  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }
  [[nodiscard]] const std::vector<Range>& ranges() const { return ranges_; }
  [[nodiscard]] bool empty() const { return keys_.empty() && ranges_.empty(); }

  // REQUIRES: `written` is sorted.
  [[nodiscard]] bool intersects(const std::vector<std::string>& written) const;

 private:
  std::vector<std::string> keys_;
  std::vector<Range> ranges_;
};

}  // namespace postern::storage
