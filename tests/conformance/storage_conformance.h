// The contract of src/storage/storage.h as a suite that any backend runs.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "storage/storage.h"

namespace postern::test {

// What a backend supplies. `make_empty` returns a store without keys; it is called once per case,
// so that no case sees another's rows, and the store of the case before is gone by then.
struct StorageHarness {
  std::string_view name;
  std::function<std::unique_ptr<storage::Storage>()> make_empty;
};

// Runs every case. Called from a Catch test case.
void run_storage_conformance(const StorageHarness& harness);

}  // namespace postern::test
