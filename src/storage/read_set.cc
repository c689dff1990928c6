// Intersects what a transaction read with what another one wrote.
#include "storage/read_set.h"

#include <algorithm>

namespace postern::storage {

bool ReadSet::intersects(const std::vector<std::string>& written) const {
  for (const std::string& key : keys_) {
    if (std::binary_search(written.begin(), written.end(), key)) return true;
  }
  for (const Range& range : ranges_) {
    const auto first = std::lower_bound(written.begin(), written.end(), range.begin);
    if (first != written.end() && (range.end.empty() || *first < range.end)) return true;
  }
  return false;
}

}  // namespace postern::storage
