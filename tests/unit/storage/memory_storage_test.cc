// The store in memory keeps the contract.
#include "storage/memory/memory_storage.h"

#include <catch2/catch.hpp>

#include "conformance/storage_conformance.h"

TEST_CASE("memory storage keeps the storage contract", "[storage][conformance]") {
  postern::test::run_storage_conformance(
      {"memory", [] { return std::make_unique<postern::storage::MemoryStorage>(); }});
}
