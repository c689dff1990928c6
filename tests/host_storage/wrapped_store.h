// A host's store in C that is really one of the engine's own backends, so that the whole contract
// can be tried through the vtable. A test may make it answer wrongly.
#pragma once

#include <atomic>
#include <functional>

#include "postern/storage.h"
#include "storage/storage.h"

namespace postern::test {

class WrappedStore {
 public:
  // `below` outlives this.
  explicit WrappedStore(storage::Storage& below) : below_(below) {}
  WrappedStore(const WrappedStore&) = delete;
  WrappedStore& operator=(const WrappedStore&) = delete;

  // Valid as long as this is.
  postern_storage c_struct();

  // Instead of what is below, if set: each may look at the arguments and answer as it likes.
  std::function<postern_status(void** out_txn, postern_reply*)> on_begin;
  std::function<postern_status(postern_str key, postern_reply*)> on_get;
  std::function<postern_status(const storage::Row& wanted, std::size_t limit, postern_reply*)>
      on_scan;  // `wanted` holds begin and end.
  std::function<postern_status(const postern_changes&, postern_reply*)> before_commit;
  std::function<postern_status(postern_reply*)> after_commit;

  // Transactions begun and not ended.
  [[nodiscard]] int open_transactions() const { return open_; }
  [[nodiscard]] int commits() const { return commits_; }

 private:
  static postern_status begin(void* ctx, std::uint32_t flags, void** out_txn, postern_reply* reply);
  static postern_status get(void* ctx, void* txn, postern_str key, postern_reply* reply);
  static postern_status scan(void* ctx, void* txn, postern_str begin, postern_str end,
                             std::size_t limit, std::uint32_t flags, postern_reply* reply);
  static postern_status commit(void* ctx, void* txn, const postern_changes* changes,
                               postern_reply* reply);
  static void rollback(void* ctx, void* txn);

  storage::Storage& below_;
  std::atomic<int> open_ = 0;
  std::atomic<int> commits_ = 0;
};

// Owns the backend, its C struct, and what the engine makes of that.
std::unique_ptr<storage::Storage> through_the_vtable(std::unique_ptr<storage::Storage> below);

}  // namespace postern::test
