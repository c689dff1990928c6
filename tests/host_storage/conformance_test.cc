// A store behind the C functions keeps the storage contract, reads and all.
#include "conformance/storage_conformance.h"

#include <catch2/catch.hpp>

#include "host_storage/wrapped_store.h"
#include "storage/memory/memory_storage.h"

TEST_CASE("a host's store keeps the storage contract through the C functions",
          "[storage][conformance][capi]") {
  postern::test::run_storage_conformance(
      {"memory through the vtable", [] {
         return postern::test::through_the_vtable(
             std::make_unique<postern::storage::MemoryStorage>());
       }});
}
