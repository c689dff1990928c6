// How many records of a store a root key opens, straight from its rows.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "domain/key_kinds.h"
#include "storage/envelope.h"
#include "storage/storage.h"
#include "support/store_fixture.h"

namespace postern::test {

// The rows that are sealed, as they are.
inline std::vector<storage::Row> sealed_rows_of(storage::Storage& storage) {
  auto txn = storage.begin(storage::Mode::read);
  REQUIRE(txn.ok());
  auto rows = (*txn)->scan({}, {}, SIZE_MAX);
  REQUIRE(rows.ok());
  std::erase_if(*rows, [](const storage::Row& row) {
    const auto kind = domain::kind_of_key(row.key);
    REQUIRE(kind);
    return !kind->type;
  });
  return std::move(rows).value();
}

inline std::size_t sealed_rows(storage::Storage& storage) {
  return sealed_rows_of(storage).size();
}

inline std::size_t opened_by(storage::Storage& storage, const std::string& root_key) {
  SeededRandom random;
  const storage::Envelope envelope(root_key, random);
  std::size_t count = 0;
  for (const storage::Row& row : sealed_rows_of(storage)) {
    if (envelope.open(*domain::kind_of_key(row.key)->type, row.key, row.value).ok()) ++count;
  }
  return count;
}

}  // namespace postern::test
