// Transactions over the host's functions, and what their outcomes mean.
#include "storage/host/host_storage.h"

#include <utility>

#include "storage/checks.h"

namespace postern::storage {
namespace {

using Kind = HostOutcome::Kind;

std::string explained(std::string_view what, const HostOutcome& outcome) {
  std::string text(what);
  return outcome.reason.empty() ? text + "." : text + ": " + outcome.reason;
}

// Of begin, get and scan, after which nothing can have happened.
Error failure_of(const HostOutcome& outcome, Mode mode) {
  // Nobody repeats a transaction that only reads: a snapshot conflicts with nothing.
  if (outcome.kind == Kind::conflict && mode == Mode::write) return conflict_error();
  return storage_error(explained("The host's store failed", outcome));
}

Status commit_status(const HostOutcome& outcome) {
  switch (outcome.kind) {
    case Kind::done:
      return ok();
    case Kind::conflict:
      return conflict_error();
    case Kind::failed:
      return storage_error(explained("The host's store failed", outcome));
    case Kind::unknown:
      break;
  }
  return Error{Errc::unknown_commit, "InternalErrorException",
               explained("The host's store does not know whether it committed", outcome)};
}

}  // namespace

class HostStorage::HostTxn final : public OptimisticTxn {
 public:
  HostTxn(HostStore& host, Mode mode) : OptimisticTxn(mode), host_(host), mode_(mode) {}
  ~HostTxn() override {
    if (open_) host_.rollback(handle_);
  }

  Status begin() {
    const HostOutcome outcome = host_.begin(mode_, handle_);
    if (outcome.kind != Kind::done) return failure_of(outcome, mode_);
    open_ = true;
    return ok();
  }

 private:
  Result<std::optional<std::string>> get_committed(std::string_view key) override {
    if (failed_) return *failed_;
    std::optional<std::string> value;
    const HostOutcome outcome = host_.get(handle_, key, value);
    if (outcome.kind != Kind::done) return fail(failure_of(outcome, mode_));
    if (value && !check_value(*value).ok()) {
      return fail(storage_error("The host's store answered a value that is too long."));
    }
    return value;
  }

  Result<std::vector<Row>> scan_committed(const ScanRange& range) override {
    if (failed_) return *failed_;
    RowSink sink(range);
    const HostOutcome outcome = host_.scan(handle_, range, sink);
    // A host that gave up over a row that was refused does not know why; the sink does.
    if (outcome.kind != Kind::done && !sink.has_fault()) return fail(failure_of(outcome, mode_));
    auto rows = std::move(sink).take();
    if (!rows.ok()) return fail(std::move(rows).error());
    return rows;
  }

  Status apply(const ReadSet& reads, WriteSet writes) override {
    if (failed_) return *failed_;
    const HostOutcome outcome = host_.commit(handle_, reads, writes);
    open_ = false;
    return commit_status(outcome);
  }

  Error fail(Error error) {
    failed_ = std::move(error);
    return *failed_;
  }

  HostStore& host_;
  const Mode mode_;
  HostStore::Handle handle_ = nullptr;
  bool open_ = false;  // Begun, and neither committed nor rolled back.
  std::optional<Error> failed_;
};

Result<std::unique_ptr<Txn>> HostStorage::begin(Mode mode) {
  auto txn = std::make_unique<HostTxn>(*host_, mode);
  POSTERN_CHECK(txn->begin());
  return std::unique_ptr<Txn>(std::move(txn));
}

}  // namespace postern::storage
