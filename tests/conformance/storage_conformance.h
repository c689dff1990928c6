// The contract of src/storage/storage.h as a suite that any backend runs.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "storage/storage.h"

namespace postern::test {

// Which serial order the transactions that committed are equivalent to. Backends that validate give
// that of their commits; serializable databases may let a transaction count as earlier than one
// that committed before it.
enum class SerialOrder { of_commits, any };

// What a backend supplies. `make_empty` returns a store without keys; it is called once per case,
// so that no case sees another's rows, and the store of the case before is gone by then.
struct StorageHarness {
  std::string_view name;
  std::function<std::unique_ptr<storage::Storage>()> make_empty;
  SerialOrder order = SerialOrder::of_commits;
  // Commits compare rows, not versions: one that was changed and changed back is as it was.
  bool compares_rows = false;
};

// Runs every case. Called from a Catch test case.
void run_storage_conformance(const StorageHarness& harness);

}  // namespace postern::test
