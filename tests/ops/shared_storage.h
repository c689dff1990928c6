// One store that several engines have open, as they have a database.
#pragma once

#include <memory>

#include "storage/storage.h"

namespace postern::test {

class SharedStorage final : public storage::Storage {
 public:
  explicit SharedStorage(storage::Storage& below) : below_(below) {}
  Result<std::unique_ptr<storage::Txn>> begin(storage::Mode mode) override {
    return below_.begin(mode);
  }
  [[nodiscard]] bool is_shared() const override { return true; }

 private:
  storage::Storage& below_;
};

}  // namespace postern::test
