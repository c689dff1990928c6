// Random transactions against a std::map that does what the contract says, in
// the order of commits.
#include <algorithm>
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
std::string random_key(std::mt19937 &random) {
  static constexpr char kBytes[] = {'\0', '\x01', 'a', 'b', '\x80', '\xff'};
  std::string key(1 + random() % 3, '\0');
  for (char &byte : key) byte = kBytes[random() % sizeof kBytes];
  return key;
}

Operation random_operation(std::mt19937 &random) {
  const auto kind = static_cast<Operation::Kind>(random() % 4);
  Operation operation{.kind = kind, .key = random_key(random), .other = random_key(random)};
  if (kind == Operation::scan) {
    operation.limit = random() % 3 == 0 ? 1000 : random() % 5;
    operation.reverse = random() % 2 == 0;
    if (random() % 8 == 0) operation.other.clear();
  }
  return operation;
}

std::vector<Row> model_scan(const Model &model, const Operation &scan) {
  std::vector<Row> rows;
  for (const auto &[key, value] : model) {
    if (key >= scan.key && (scan.other.empty() || key < scan.other)) rows.push_back({key, value});
  }
  if (scan.reverse) std::reverse(rows.begin(), rows.end());
  if (rows.size() > scan.limit) rows.resize(scan.limit);
  return rows;
}

std::vector<Row> apply_to_model(Model &model, const Operation &operation) {
  switch (operation.kind) {
    case Operation::put:
      model[operation.key] = operation.other;
      return {};
    case Operation::erase:
      model.erase(operation.key);
      return {};
    case Operation::scan:
      return model_scan(model, operation);
    case Operation::get:
      break;
  }
  const auto found = model.find(operation.key);
  if (found == model.end()) return {};
  return {{found->first, found->second}};
}

Result<std::vector<Row>> try_in_txn(Txn &txn, const Operation &operation) {
  switch (operation.kind) {
    case Operation::put:
      require_ok(txn.put(operation.key, operation.other));
      break;
    case Operation::erase:
      require_ok(txn.erase(operation.key));
      break;
    case Operation::scan:
      return txn.scan(operation.key, operation.other, operation.limit, operation.reverse);
    case Operation::get: {
      POSTERN_TRY(const auto value, txn.get(operation.key));
      if (value) return std::vector<Row>{{operation.key, *value}};
    }
  }
  return std::vector<Row>();
}

std::vector<Row> apply_to_txn(Txn &txn, const Operation &operation) {
  auto rows = try_in_txn(txn, operation);
  REQUIRE(rows.ok());
  return std::move(rows).value();
}

void require_same_rows(Storage &storage, const Model &model) {
  const auto rows = begin_read(storage)->scan("", "", SIZE_MAX);
  REQUIRE(rows.ok());
  REQUIRE(*rows == model_scan(model, {.kind = Operation::scan, .limit = SIZE_MAX}));
}

void one_transaction_at_a_time_equals_the_model(Storage &storage) {
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

// Serializable means: replayed alone, at the moment of its commit, each
// transaction that wrote reads what it had read.
void commit_and_replay(OpenTxn &open, Model &model, int &committed) {
  bool wrote = false;
  for (const Operation &operation : open.script) wrote |= operation.kind >= Operation::put;
  const Status outcome = open.txn->commit();
  if (!outcome.ok()) return require_conflict(outcome);
  if (!wrote) return;
  ++committed;
  for (const Operation &operation : open.script) {
    REQUIRE(apply_to_model(model, operation) == operation.rows);
  }
}

void interleaved_transactions_equal_the_order_of_their_commits(Storage &storage) {
  std::mt19937 random(7);
  Model model;
  std::vector<OpenTxn> open(4);
  int committed = 0;
  for (int done = 0; done < kOperations; ++done) {
    OpenTxn &chosen = open[random() % open.size()];
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

// One that committed: what it saw and did, and when, counted in commits.
struct Committed {
  std::vector<Operation> script;
  std::size_t snapshot;  // So many had committed when it first read.
};

bool reads_same(Model model, const std::vector<Operation> &script) {
  return std::all_of(script.begin(), script.end(), [&](const Operation &operation) {
    return apply_to_model(model, operation) == operation.rows;
  });
}

void write_into(Model &model, const std::vector<Operation> &script) {
  for (const Operation &operation : script) {
    if (operation.kind >= Operation::put) apply_to_model(model, operation);
  }
}

bool write_one_key(const std::vector<Operation> &one, const std::vector<Operation> &other) {
  for (const Operation &left : one) {
    for (const Operation &right : other) {
      const bool both_write = left.kind >= Operation::put && right.kind >= Operation::put;
      if (both_write && left.key == right.key) return true;
    }
  }
  return false;
}

// Who must come before whom, in any serial order. Nodes are transactions, and
// after them one "so many have committed" each.
class SerialGraph {
 public:
  explicit SerialGraph(const std::vector<Committed> &history)
      : size_(history.size()), later_(2 * size_ + 1), state_(2 * size_ + 1) {
    std::vector<Model> after(1);
    for (std::size_t i = 0; i < size_; ++i) {
      after.push_back(after.back());
      write_into(after.back(), history[i].script);
      later_[i].push_back(size_ + i + 1);
      later_[size_ + i].push_back(size_ + i + 1);
      later_[size_ + history[i].snapshot].push_back(i);
    }
    for (std::size_t i = 0; i < size_; ++i) {
      const Model &seen = after[history[i].snapshot];
      snapshots_hold_ &= reads_same(seen, history[i].script);
      add_unseen(history, i, seen);
    }
  }

  [[nodiscard]] bool snapshots_hold() const { return snapshots_hold_; }
  bool has_order() {
    for (std::size_t node = 0; node < later_.size(); ++node) {
      if (!visit(node)) return false;
    }
    return true;
  }

 private:
  enum class State : char { fresh, open, done };
  static constexpr std::size_t kSpanMax = 100;  // More commits than one transaction sees pass.

  // It comes before whoever committed since its snapshot and changes what it
  // read.
  void add_unseen(const std::vector<Committed> &history, std::size_t i, const Model &seen) {
    const std::size_t end = std::min(size_, i + kSpanMax);
    for (std::size_t j = history[i].snapshot; j < end; ++j) {
      if (j == i || (j > i && history[j].snapshot > i)) continue;
      Model changed = seen;
      write_into(changed, history[j].script);
      if (!reads_same(changed, history[i].script)) later_[i].push_back(j);
      if (j < i && write_one_key(history[j].script, history[i].script)) later_[j].push_back(i);
    }
  }

  bool visit(std::size_t node) {
    if (state_[node] != State::fresh) return state_[node] == State::done;
    state_[node] = State::open;
    for (const std::size_t next : later_[node]) {
      if (!visit(next)) return false;
    }
    state_[node] = State::done;
    return true;
  }

  std::size_t size_;
  std::vector<std::vector<std::size_t>> later_;
  std::vector<State> state_;
  bool snapshots_hold_ = true;
};

struct WatchedTxn {
  std::unique_ptr<Txn> txn;
  std::vector<Operation> script;
  std::size_t snapshot;
};

WatchedTxn begin_watched(Storage &storage, std::size_t committed) {
  WatchedTxn watched{begin_write(storage), {}, committed};
  CHECK(value_in(*watched.txn, "fixes the snapshot") == std::nullopt);
  return watched;
}

// False when a conflict ended the transaction before its commit.
bool do_one(WatchedTxn &watched, Operation operation) {
  auto rows = try_in_txn(*watched.txn, operation);
  if (!rows.ok()) {
    REQUIRE(rows.error().errc == Errc::conflict);
    return false;
  }
  operation.rows = std::move(rows).value();
  watched.script.push_back(std::move(operation));
  return true;
}

void interleaved_transactions_have_a_serial_order(Storage &storage) {
  std::mt19937 random(11);
  std::vector<Committed> history;
  std::vector<WatchedTxn> open(4);
  for (int done = 0; done < kOperations / 2; ++done) {
    WatchedTxn &chosen = open[random() % open.size()];
    if (!chosen.txn) chosen = begin_watched(storage, history.size());
    if (!do_one(chosen, random_operation(random))) chosen = {};
    if (!chosen.txn || random() % 6 != 0) continue;
    const bool wrote = write_one_key(chosen.script, chosen.script);
    const Status outcome = chosen.txn->commit();
    if (!outcome.ok()) require_conflict(outcome);
    if (outcome.ok() && wrote) history.push_back({std::move(chosen.script), chosen.snapshot});
    chosen = {};
  }
  CHECK(history.size() > kOperations / 120);
  SerialGraph graph(history);
  CHECK(graph.snapshots_hold());
  CHECK(graph.has_order());
}

constexpr StorageCase kCases[] = {
    {"D25: one transaction at a time equals the model", one_transaction_at_a_time_equals_the_model},
    {"D11: interleaved transactions equal the order of their commits",
     interleaved_transactions_equal_the_order_of_their_commits,
     /*needs_order_of_commits=*/true},
    {"D11: interleaved transactions have a serial order",
     interleaved_transactions_have_a_serial_order,
     /*needs_order_of_commits=*/false, /*needs_versions=*/true},
};

}  // namespace

std::span<const StorageCase> storage_model_cases() {
  return kCases;
}

}  // namespace postern::test
