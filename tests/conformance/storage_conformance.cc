// Runs the cases, each on a fresh store.
#include "conformance/storage_conformance.h"

#include <catch2/catch.hpp>

#include "conformance/storage_cases.h"

namespace postern::test {

using storage::Mode;
using storage::Row;
using storage::Storage;
using storage::Txn;

void run_storage_conformance(const StorageHarness& harness) {
  for (const auto cases : {storage_row_cases(), storage_isolation_cases(), storage_thread_cases(),
                           storage_model_cases()}) {
    for (const StorageCase& storage_case : cases) {
      if (storage_case.needs_order_of_commits && harness.order == SerialOrder::any) continue;
      if (storage_case.needs_versions && harness.compares_rows) continue;
      DYNAMIC_SECTION(harness.name << ": " << storage_case.name) {
        const auto storage = harness.make_empty();
        storage_case.run(*storage);
      }
    }
  }
}

std::unique_ptr<Txn> begin_write(Storage& storage) {
  auto txn = storage.begin(Mode::write);
  REQUIRE(txn.ok());
  return std::move(txn).value();
}

std::unique_ptr<Txn> begin_read(Storage& storage) {
  auto txn = storage.begin(Mode::read);
  REQUIRE(txn.ok());
  return std::move(txn).value();
}

void write_rows(Storage& storage, std::initializer_list<Row> rows) {
  const auto txn = begin_write(storage);
  for (const Row& row : rows) require_ok(txn->put(row.key, row.value));
  require_ok(txn->commit());
}

void erase_row(Storage& storage, std::string_view key) {
  const auto txn = begin_write(storage);
  require_ok(txn->erase(key));
  require_ok(txn->commit());
}

std::optional<std::string> value_in(Txn& txn, std::string_view key) {
  auto value = txn.get(key);
  REQUIRE(value.ok());
  return std::move(value).value();
}

std::optional<std::string> value_now(Storage& storage, std::string_view key) {
  return value_in(*begin_read(storage), key);
}

// scan_keys() finds the same and hands out no value, whatever a case is about.
static void check_scan_of_keys(Txn& txn, const Range& range,
                               const std::vector<std::string>& wanted) {
  const auto bare = txn.scan_keys(range.begin, range.end, range.limit, range.reverse);
  REQUIRE(bare.ok());
  REQUIRE(bare->size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) CHECK((*bare)[i] == Row{wanted[i], ""});
}

std::vector<std::string> keys_in(Txn& txn, const Range& range) {
  const auto rows = txn.scan(range.begin, range.end, range.limit, range.reverse);
  REQUIRE(rows.ok());
  std::vector<std::string> keys;
  for (const Row& row : *rows) keys.push_back(row.key);
  check_scan_of_keys(txn, range, keys);
  return keys;
}

void require_ok(const Status& status) {
  INFO((status.ok() ? "" : status.error().message));
  REQUIRE(status.ok());
}

void require_conflict(const Status& status) {
  REQUIRE_FALSE(status.ok());
  REQUIRE(status.error().errc == Errc::conflict);
}

}  // namespace postern::test
