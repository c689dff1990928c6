// What the cases of the storage suite share: the table's type and short words for long calls.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/storage.h"

namespace postern::test {

struct StorageCase {
  std::string_view name;
  void (*run)(storage::Storage&);
  bool needs_order_of_commits = false;
  bool needs_versions = false;
};

std::span<const StorageCase> storage_row_cases();
std::span<const StorageCase> storage_isolation_cases();
std::span<const StorageCase> storage_thread_cases();
std::span<const StorageCase> storage_model_cases();

struct Range {
  std::string_view begin;
  std::string_view end;
  std::size_t limit = 1000;
  bool reverse = false;
};

// All of these require success.
std::unique_ptr<storage::Txn> begin_write(storage::Storage& storage);
std::unique_ptr<storage::Txn> begin_read(storage::Storage& storage);
void write_rows(storage::Storage& storage, std::initializer_list<storage::Row> rows);
void erase_row(storage::Storage& storage, std::string_view key);
std::optional<std::string> value_in(storage::Txn& txn, std::string_view key);
std::optional<std::string> value_now(storage::Storage& storage, std::string_view key);
std::vector<std::string> keys_in(storage::Txn& txn, const Range& range);

void require_ok(const Status& status);
void require_conflict(const Status& status);

}  // namespace postern::test
