// One engine's view of the store that all of them share: where clients interleave, and where the
// store fails as the world says.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "storage/storage.h"

namespace postern::sim {

enum class StorageStep : std::uint8_t { begin_read, begin_write, read, write, commit };

enum class Fault : std::uint8_t {
  none,
  conflict,          // As if somebody else had won.
  failure,           // Errc::storage: nothing happened.
  unknown_done,      // Contact is lost after the commit,
  unknown_not_done,  // or before it.
  silence,           // The engine's process is gone.
};

// What becomes of each step; may let other clients go on first. `committed` is told of every commit
// that wrote something.
struct StorageControl {
  std::function<Fault(StorageStep)> before;
  std::function<void(const Error&)> refused;  // The store itself refused, e.g. a real conflict.
  std::function<void()> committed;
};

class HostStorage final : public storage::Storage {
 public:
  // `below` outlives this.
  HostStorage(storage::Storage& below, bool is_shared, StorageControl control)
      : below_(below), is_shared_(is_shared), control_(std::move(control)) {}

  Result<std::unique_ptr<storage::Txn>> begin(storage::Mode mode) override;
  [[nodiscard]] bool is_shared() const override { return is_shared_; }

 private:
  class HostTxn;

  storage::Storage& below_;
  const bool is_shared_;
  const StorageControl control_;
};

}  // namespace postern::sim
