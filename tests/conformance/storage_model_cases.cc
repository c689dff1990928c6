// Random transactions against a std::map that does what the contract says, in the order of commits.
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "conformance/storage_cases.h"

namespace postern::test {
namespace {

using storage::Row;
using storage::Storage;
using storage::Txn;
using Model = std::map<std::string, std::string, std::less<>>;

constexpr int kOperations = 10'000;

// One operation with its arguments, and what it answered if it reads.
struct Operation {
  enum Kind { get, scan, put, erase } kind;
  std::string key;
  std::string other;  // The end of a scan, or the value of a put.
  std::size_t limit = 0;
  bool reverse = false;
  std::vector<Row> rows = {};
};

// Few keys of few bytes, so that operations meet; NUL and 0xFF among them.
std::string random_key(std::mt19937& random) {
  static constexpr char kBytes[] = {'\0', '\x01', 'a', 'b', '\x80', '\xff'};
  std::string key(1 + random() % 3, '\0');
  for (char& byte : key) byte = kBytes[random() % sizeof kBytes];
  return key;
}

Operation random_operation(std::mt19937& random) {
  const auto kind = static_cast<Operation::Kind>(random() % 4);
  Operation operation{.kind = kind, .key = random_key(random), .other = random_key(random)};
  if (kind == Operation::scan) {
    operation.limit = random() % 3 == 0 ? 1000 : random() % 5;
    operation.reverse = random() % 2 == 0;
    if (random() % 8 == 0) operation.other.clear();
  }
  return operation;
}

std::vector<Row> model_scan(const Model& model, const Operation& scan) {
  std::vector<Row> rows;
  for (const auto& [key, value] : model) {
    if (key >= scan.key && (scan.other.empty() || key < scan.other)) rows.push_back({key, value});
  }
  if (scan.reverse) std::reverse(rows.begin(), rows.end());
  if (rows.size() > scan.limit) rows.resize(scan.limit);
  return rows;
}

std::vector<Row> apply_to_model(Model& model, const Operation& operation) {
  switch (operation.kind) {
    case Operation::put: model[operation.key] = operation.other; return {};
    case Operation::erase: model.erase(operation.key); return {};
    case Operation::scan: return model_scan(model, operation);
    case Operation::get: break;
  }
  const auto found = model.find(operation.key);
  if (found == model.end()) return {};
  return {{found->first, found->second}};
}

std::vector<Row> apply_to_txn(Txn& txn, const Operation& operation) {
  switch (operation.kind) {
    case Operation::put: require_ok(txn.put(operation.key, operation.other)); return {};
    case Operation::erase: require_ok(txn.erase(operation.key)); return {};
    case Operation::get: {
      const auto value = value_in(txn, operation.key);
      return value ? std::vector<Row>{{operation.key, *value}} : std::vector<Row>{};
    }
    case Operation::scan: break;
  }
  auto rows = txn.scan(operation.key, operation.other, operation.limit, operation.reverse);
  REQUIRE(rows.ok());
  return std::move(rows).value();
}

void require_same_rows(Storage& storage, const Model& model) {
  const auto rows = begin_read(storage)->scan("", "", SIZE_MAX);
  REQUIRE(rows.ok());
  REQUIRE(*rows == model_scan(model, {.kind = Operation::scan, .limit = SIZE_MAX}));
}

void one_transaction_at_a_time_equals_the_model(Storage& storage) {
  std::mt19937 random(20'240'501);
  Model model;
  for (int done = 0; done < kOperations;) {
    Model changed = model;
    const auto txn = begin_write(storage);
    for (auto left = 1 + random() % 20; left > 0; --left, ++done) {
      const Operation operation = random_operation(random);
      REQUIRE(apply_to_txn(*txn, operation) == apply_to_model(changed, operation));
    }
    if (random() % 4 == 0) continue;
    require_ok(txn->commit());
    model = std::move(changed);
  }
  require_same_rows(storage, model);
}

struct OpenTxn {
  std::unique_ptr<Txn> txn;
  std::vector<Operation> script;
};

// Serializable means: replayed alone, at the moment of its commit, each transaction that wrote
// reads what it had read.
void commit_and_replay(OpenTxn& open, Model& model, int& committed) {
  bool wrote = false;
  for (const Operation& operation : open.script) wrote |= operation.kind >= Operation::put;
  const Status outcome = open.txn->commit();
  if (!outcome.ok()) return require_conflict(outcome);
  if (!wrote) return;
  ++committed;
  for (const Operation& operation : open.script) {
    REQUIRE(apply_to_model(model, operation) == operation.rows);
  }
}

void interleaved_transactions_equal_the_order_of_their_commits(Storage& storage) {
  std::mt19937 random(7);
  Model model;
  std::vector<OpenTxn> open(4);
  int committed = 0;
  for (int done = 0; done < kOperations; ++done) {
    OpenTxn& chosen = open[random() % open.size()];
    if (!chosen.txn) chosen = {begin_write(storage), {}};
    Operation operation = random_operation(random);
    operation.rows = apply_to_txn(*chosen.txn, operation);
    chosen.script.push_back(std::move(operation));
    if (random() % 6 != 0) continue;
    commit_and_replay(chosen, model, committed);
    chosen = {};
  }
  open.clear();
  require_same_rows(storage, model);
  CHECK(committed > kOperations / 60);
}

constexpr StorageCase kCases[] = {
    {"D25: one transaction at a time equals the model", one_transaction_at_a_time_equals_the_model},
    {"D11: interleaved transactions equal the order of their commits",
     interleaved_transactions_equal_the_order_of_their_commits,
     /*needs_order_of_commits=*/true},
};

}  // namespace

std::span<const StorageCase> storage_model_cases() { return kCases; }

}  // namespace postern::test
