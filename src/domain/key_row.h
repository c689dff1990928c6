// The row that proves a store's root key and names its epoch, as one engine has seen it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "base/clock.h"

namespace postern::domain {

class KeyRow {
 public:
  [[nodiscard]] bool is_present(const std::string& row) const { return row == present_; }

  // Whether it was once, so lately that a snapshot may still show it: another thread has seen more
  // than that. Later it is what the row has become again.
  [[nodiscard]] bool is_former(const std::string& row, std::int64_t now_us) const {
    return std::ranges::any_of(former_, [&](const Former& former) {
      return former.row == row && now_us < former.until_us;
    });
  }

  void see(std::string row, std::int64_t now_us) {
    if (row == present_) return;
    std::erase_if(former_, [&](const Former& former) { return now_us >= former.until_us; });
    former_.push_back({std::exchange(present_, std::move(row)), now_us + kSnapshotAgeMaxUs});
  }

 private:
  // No transaction is under way for longer.
  static constexpr std::int64_t kSnapshotAgeMaxUs = 60 * kMicrosPerSecond;

  struct Former {
    std::string row;
    std::int64_t until_us;
  };

  std::string present_;
  std::deque<Former> former_;
};

}  // namespace postern::domain
