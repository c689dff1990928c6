// A store of the host's own, held to the storage contract.
#pragma once

#include <memory>

#include "storage/host/host_store.h"

namespace postern::storage {

// Own writes are kept here until the commit, so the host only reads snapshots and commits. What it
// answers is checked; after a failure or a wrong answer a transaction gives that answer to all.
class HostStorage final : public Storage {
 public:
  explicit HostStorage(std::unique_ptr<HostStore> host) : host_(std::move(host)) {}

  Result<std::unique_ptr<Txn>> begin(Mode mode) override;
  [[nodiscard]] bool is_shared() const override { return host_->is_shared(); }

 private:
  class HostTxn;

  const std::unique_ptr<HostStore> host_;
};

}  // namespace postern::storage
