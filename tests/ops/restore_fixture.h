// A store that is put back from a backup: what tests of that add to their fixture.
#pragma once

#include <vector>

#include "domain/keyspace.h"
#include "domain/lone_marks.h"
#include "ops/auth_fixture.h"

namespace postern::test {

// Adds to a fixture of an engine in memory: a backup of its store, and its return. The clock of the
// engine goes on.
template <class Fixture>
struct Restored : Fixture {
  using Fixture::Fixture;

  void take_backup() { backup = rows_of(this->memory); }

  void restore() {
    const std::int64_t now_us = this->engine->now_us();
    this->engine.reset();
    const auto fresh = domain::lone_mark(domain::keys::backup());
    replace(this->memory, backup, fresh);
    this->engine = this->open(this->memory);
    REQUIRE(this->engine->advance_clock(now_us - this->engine->now_us()).ok());
  }

  std::int64_t declare(std::string_view sessions) {
    const Json request = Json::object().set("Sessions", sessions);
    return this->run("postern:DeclareRestored", request).get_int("Epoch");
  }

  static std::vector<storage::Row> rows_of(storage::Storage& storage) {
    auto txn = storage.begin(storage::Mode::read);
    REQUIRE(txn.ok());
    auto rows = (*txn)->scan({}, {}, SIZE_MAX);
    REQUIRE(rows.ok());
    return *rows;
  }
  static void replace(storage::Storage& storage, const std::vector<storage::Row>& rows,
                      const storage::Row& mark) {
    const auto before = rows_of(storage);
    auto txn = storage.begin(storage::Mode::write);
    REQUIRE(txn.ok());
    for (const auto& row : before) REQUIRE((*txn)->erase(row.key).ok());
    for (const auto& row : rows) REQUIRE((*txn)->put(row.key, row.value).ok());
    REQUIRE((*txn)->put(mark.key, mark.value).ok());
    REQUIRE((*txn)->commit().ok());
  }

  std::vector<storage::Row> backup;
};

}  // namespace postern::test
