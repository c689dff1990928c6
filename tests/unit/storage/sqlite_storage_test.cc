// The durable store keeps the contract.
#include "storage/sqlite/sqlite_storage.h"

#include <catch2/catch.hpp>

#include "conformance/storage_conformance.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

using storage::SqliteStorage;

TEST_CASE("SQLite storage keeps the storage contract", "[storage][conformance][sqlite]") {
  const TemporaryDirectory directory;
  int files = 0;
  run_storage_conformance({"sqlite", [&] {
                             auto opened =
                                 SqliteStorage::open(directory.file(std::to_string(++files)));
                             REQUIRE(opened.ok());
                             return std::move(opened).value();
                           }});
}

}  // namespace
}  // namespace postern::test
