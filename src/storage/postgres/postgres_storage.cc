// Transactions of the database itself: SERIALIZABLE ones write, snapshots read.
#include "storage/postgres/postgres_storage.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "storage/checks.h"
#include "storage/postgres/commit_outcome.h"
#include "storage/postgres/schema.h"

namespace postern::storage {
namespace {

constexpr std::size_t kCommitIdBytes = 16;
// A transaction that read nothing is repeated here, since it must not conflict.
constexpr int kBlindAttemptsMax = 64;
constexpr std::uint32_t kCommitsPerForgetting = 1024;

std::string big_endian(std::size_t number) {
  auto left = std::min<std::uint64_t>(number, std::numeric_limits<std::int64_t>::max());
  std::string bytes(8, '\0');
  for (int i = 7; i >= 0; --i, left >>= 8) bytes[i] = static_cast<char>(left & 0xff);
  return bytes;
}

const Statement& statement_of(const ScanRange& range) {
  if (range.keys_only) {
    return range.reverse ? statements::kScanKeysReverse : statements::kScanKeys;
  }
  return range.reverse ? statements::kScanReverse : statements::kScan;
}

std::vector<Row> rows_of(const Reply& reply, bool keys_only) {
  std::vector<Row> rows;
  rows.reserve(static_cast<std::size_t>(reply.rows()));
  for (int i = 0; i < reply.rows(); ++i) {
    rows.push_back({std::string(reply.bytes(i, 0)),
                    keys_only ? std::string() : std::string(reply.bytes(i, 1))});
  }
  return rows;
}

std::optional<std::string> value_of(const Reply& reply) {
  if (reply.rows() == 0) return std::nullopt;
  return std::string(reply.bytes(0, 0));
}

// In the order of keys, so that no two transactions wait for each other.
std::vector<Call> calls_of(const WriteSet& writes, bool has_begun, std::string_view commit_id) {
  std::vector<Call> calls;
  calls.reserve(writes.size() + 3);
  if (!has_begun) calls.emplace_back(statements::kBeginWrite);
  for (const auto& [key, value] : writes) {
    if (value) {
      calls.push_back({statements::kPut, {key, *value}});
    } else {
      calls.push_back({statements::kErase, {key}});
    }
  }
  calls.push_back({statements::kNoteCommit, {commit_id}});
  calls.emplace_back(statements::kCommit);
  return calls;
}

}  // namespace

class PostgresStorage::PostgresTxn final : public OptimisticTxn {
 public:
  PostgresTxn(PostgresStorage& storage, Mode mode)
      : OptimisticTxn(mode), storage_(storage), mode_(mode) {}
  ~PostgresTxn() override {
    if (lease_) (*lease_)->roll_back();
  }

 private:
  Result<std::optional<std::string>> get_committed(std::string_view key) override {
    if (read_along_ && key == storage_.read_along_) return *read_along_;
    POSTERN_TRY(const Reply reply, ask({statements::kGet, {key}}));
    return value_of(reply);
  }

  Result<std::vector<Row>> scan_committed(const ScanRange& range) override {
    static const std::string kBehindEveryKey(limits::kKeyBytesMax + 1, '\xff');
    const std::string limit = big_endian(range.limit);
    const std::string_view end = range.end.empty() ? std::string_view(kBehindEveryKey) : range.end;
    POSTERN_TRY(const Reply reply, ask({statement_of(range), {range.begin, end, limit}}));
    return rows_of(reply, range.keys_only);
  }

  Status apply(const ReadSet&, WriteSet writes) override {
    if (!lease_) return storage_.commit_blind(writes);
    ConnectionPool::Lease lease = std::move(*lease_);
    lease_.reset();
    return storage_.commit(lease, /*has_begun=*/true, writes);
  }

  Result<Reply> ask(const Call& call) {
    if (failed_) return *failed_;
    if (!lease_) return ask_first(call);
    return take_answer((*lease_)->run({&call, 1}));
  }

  // The snapshot is taken with the first statement, in the same round trip.
  Result<Reply> ask_first(const Call& call) {
    const bool is_write = mode_ == Mode::write;
    const bool asks_along = !storage_.read_along_.empty();
    std::vector<Call> calls = {is_write ? statements::kBeginWrite : statements::kBeginRead};
    if (asks_along) calls.push_back({statements::kGet, {storage_.read_along_}});
    calls.push_back(call);
    for (;;) {
      POSTERN_TRY(auto lease, storage_.pool_.take());
      auto answer = lease->run(calls);
      const bool was_dead = answer.failure && answer.failure->lost && !lease.is_fresh();
      if (!was_dead) {
        lease_.emplace(std::move(lease));
        if (asks_along && !answer.failure) read_along_ = value_of(answer.replies[1]);
        return take_answer(std::move(answer));
      }
      storage_.pool_.forget_idle();  // Nothing has been read: another connection will do.
    }
  }

  Result<Reply> take_answer(Connection::Answer answer) {
    if (!answer.failure) return std::move(answer.replies.back());
    // A write whose connection is lost before its commit did not happen and may be repeated.
    const Failure& failure = *answer.failure;
    const bool repeatable = failure.is_conflict() || (failure.lost && mode_ == Mode::write);
    failed_ = repeatable ? conflict_error() : failure.as_error();
    return *failed_;
  }

  PostgresStorage& storage_;
  const Mode mode_;
  std::optional<ConnectionPool::Lease> lease_;            // From the first read on.
  std::optional<Error> failed_;                           // What every later read answers, too.
  std::optional<std::optional<std::string>> read_along_;  // What came with the first read.
};

Result<std::unique_ptr<PostgresStorage>> PostgresStorage::open(const std::string& url,
                                                               std::size_t connections) {
  POSTERN_TRY(const Libpq* libpq, Libpq::load());
  POSTERN_TRY(const auto connection, Connection::open(*libpq, url));
  POSTERN_CHECK(ensure_schema(*connection));
  return std::unique_ptr<PostgresStorage>(new PostgresStorage(*libpq, url, connections));
}

Result<std::unique_ptr<Txn>> PostgresStorage::begin(Mode mode) {
  return std::make_unique<PostgresTxn>(*this, mode);
}

Status PostgresStorage::commit(ConnectionPool::Lease& lease, bool has_begun,
                               const WriteSet& writes) {
  const std::string id = random_.bytes(kCommitIdBytes);
  const auto answer = lease->run(calls_of(writes, has_begun, id));
  if (answer.failure) {
    if (answer.failure->lost) return resolve_commit(pool_, id);
    lease->roll_back();
    if (answer.failure->is_conflict()) return conflict_error();
    return answer.failure->as_error();
  }
  // A transaction that had failed answers COMMIT with what it does instead.
  if (answer.replies.back().command() != "COMMIT") return conflict_error();
  forget_old_commits(lease);
  return ok();
}

Status PostgresStorage::commit_blind(const WriteSet& writes) {
  Status outcome = conflict_error();
  for (int attempt = 0; attempt < kBlindAttemptsMax; ++attempt) {
    POSTERN_TRY(auto lease, pool_.take());
    outcome = commit(lease, /*has_begun=*/false, writes);
    if (outcome.ok() || outcome.error().errc != Errc::conflict) return outcome;
    if (!lease->is_usable()) pool_.forget_idle();
  }
  return outcome;
}

void PostgresStorage::forget_old_commits(ConnectionPool::Lease& lease) {
  if (commits_.fetch_add(1) % kCommitsPerForgetting != 0) return;
  const Call call(statements::kForgetCommits);
  static_cast<void>(lease->run({&call, 1}));  // If it fails, a later one does it.
}

}  // namespace postern::storage
