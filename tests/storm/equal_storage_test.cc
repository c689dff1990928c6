// Random storage operations on all backends side by side: every answer is the same, byte for byte.
#include <catch2/catch.hpp>

#include "postgres/postgres_server.h"
#include "storage/memory/memory_storage.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/sqlite/sqlite_storage.h"
#include "storm/options.h"
#include "support/temporary_directory.h"

namespace postern::test {
namespace {

using storage::Mode;
using storage::Row;
using storage::Storage;
using storage::Txn;

constexpr int kOperationsOfShortVersion = 10'000;
constexpr std::size_t kReaders = 3;

struct Operation {
  enum Kind { get, scan, scan_keys, put, erase } kind;
  std::string key;
  std::string other;  // The end of a scan, or the value of a put.
  std::size_t limit = 0;
  bool reverse = false;
};

// An answer as bytes, so that "the same" needs no definition.
std::string answer_of(Txn& txn, const Operation& operation) {
  const auto of_status = [](const Status& status) {
    return status.ok() ? std::string("ok") : "error: " + status.error().message;
  };
  const auto of_rows = [](const Result<std::vector<Row>>& rows) {
    if (!rows.ok()) return "error: " + rows.error().message;
    std::string text = "rows";
    for (const Row& row : *rows) {
      text += std::to_string(row.key.size()) + ":" + row.key + std::to_string(row.value.size()) +
              ":" + row.value;
    }
    return text;
  };
  switch (operation.kind) {
    case Operation::put:
      return of_status(txn.put(operation.key, operation.other));
    case Operation::erase:
      return of_status(txn.erase(operation.key));
    case Operation::scan:
      return of_rows(txn.scan(operation.key, operation.other, operation.limit, operation.reverse));
    case Operation::scan_keys:
      return of_rows(
          txn.scan_keys(operation.key, operation.other, operation.limit, operation.reverse));
    case Operation::get:
      break;
  }
  const auto value = txn.get(operation.key);
  if (!value.ok()) return "error: " + value.error().message;
  return *value ? "value " + **value : "none";
}

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  Operation next() {
    Operation operation{.kind = static_cast<Operation::Kind>(below(5)), .key = key()};
    if (operation.kind == Operation::put) operation.other = value();
    if (operation.kind == Operation::scan || operation.kind == Operation::scan_keys) {
      operation.other = below(8) == 0 ? std::string() : key();
      operation.limit = below(3) == 0 ? 1000 : below(5);
      operation.reverse = below(2) == 0;
    }
    return operation;
  }

 private:
  // Few keys of few bytes, so that operations meet; now and then one that is refused.
  std::string key() {
    static constexpr char kBytes[] = {'\0', '\x01', 'a', 'b', '\x80', '\xff'};
    if (below(500) == 0) return std::string(below(2) == 0 ? 0 : limits::kKeyBytesMax + 1, 'k');
    std::string key(1 + below(4), '\0');
    for (char& byte : key) byte = kBytes[below(sizeof kBytes)];
    if (below(16) == 0) key += std::string(200, key.back());
    return key;
  }

  // Of all sizes that are kept in different ways.
  std::string value() {
    static constexpr std::size_t kSizes[] = {0, 1, 20, 159, 160, 161, 500, 4000, 9000};
    return std::string(kSizes[below(std::size(kSizes))], static_cast<char>(below(256)));
  }

  std::mt19937_64 random_;
};

// The same transaction on every backend.
class Side {
 public:
  Side(const std::vector<std::unique_ptr<Storage>>& stores, Mode mode) {
    for (const auto& store : stores) txns_.push_back(store->begin(mode).value());
  }

  // Of the first one; "" when another differs from it.
  std::string run(const Operation& operation) {
    const std::string first = answer_of(*txns_.front(), operation);
    for (std::size_t i = 1; i < txns_.size(); ++i) {
      if (answer_of(*txns_[i], operation) != first) return {};
    }
    return first;
  }

  [[nodiscard]] bool commit() {
    for (const auto& txn : txns_) {
      if (!txn->commit().ok()) return false;
    }
    return true;
  }

 private:
  std::vector<std::unique_ptr<Txn>> txns_;
};

}  // namespace

TEST_CASE("D25: random storage operations are answered alike by all backends", "[equal]") {
  const TemporaryDirectory directory;
  std::vector<std::unique_ptr<Storage>> stores;
  stores.push_back(std::make_unique<storage::MemoryStorage>());
  stores.push_back(storage::SqliteStorage::open(directory.file("data.db")).value());
  if (PostgresServer* const server = PostgresServer::shared(); server != nullptr) {
    stores.push_back(storage::PostgresStorage::open(server->fresh_url()).value());
  }
  const int operations = storm_options().count_or(kOperationsOfShortVersion);
  Generator generator(storm_options().seed);
  std::vector<std::unique_ptr<Side>> readers(kReaders);  // Snapshots of different ages.
  int done = 0;
  int commits = 0;
  const auto run_in = [&](Side& side, const Operation& operation) {
    ++done;
    if (!side.run(operation).empty()) return;
    FAIL("operation " << done << " of kind " << operation.kind << " is answered differently");
  };
  while (done < operations) {
    Side writer(stores, Mode::write);
    for (auto left = 1 + generator.below(20); left > 0; --left) {
      run_in(writer, generator.next());
      auto& reader = readers[generator.below(kReaders)];
      if (generator.below(6) == 0) reader = nullptr;
      if (!reader) {
        reader = std::make_unique<Side>(stores, Mode::read);
        run_in(*reader, {.kind = Operation::get, .key = "fixes the snapshot"});
      } else if (generator.below(3) == 0) {
        run_in(*reader, generator.next());
      }
    }
    if (generator.below(4) == 0) continue;
    INFO("operation " << done);
    REQUIRE(writer.commit());
    ++commits;
  }
  readers.clear();
  Side all(stores, Mode::read);
  CHECK_FALSE(all.run({.kind = Operation::scan, .limit = SIZE_MAX}).empty());
  report("equal: %d storage operations in %d commits answered alike by %zu backends", done, commits,
         stores.size());
}

}  // namespace postern::test
