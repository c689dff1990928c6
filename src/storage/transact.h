// Runs a transaction until it commits: the only place that repeats work after a conflict.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "storage/storage.h"

namespace postern::storage {

// A refusal that leaves a trace: the transaction commits, then the caller is refused.
struct CommittedRefusal {
  Error error;
};
inline CommittedRefusal commit_then_refuse(Error error) { return {std::move(error)}; }

// What a transaction that may commit came to: a value, or a refusal that is committed as well.
template <class T>
class Verdict {
 public:
  using Value = T;

  Verdict(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT
  Verdict(CommittedRefusal refusal)                                      // NOLINT
      : state_(std::in_place_index<1>, std::move(refusal)) {}

  [[nodiscard]] bool refused() const { return state_.index() == 1; }
  [[nodiscard]] const Error* refusal() const {
    return refused() ? &std::get<1>(state_).error : nullptr;
  }
  Result<T> into_result() && {
    if (refused()) return std::get<1>(std::move(state_)).error;
    return std::get<0>(std::move(state_));
  }

 private:
  std::variant<T, CommittedRefusal> state_;
};

// What a transaction that was committed refuses with; null for none.
template <class T>
const Error* refusal_in(const T&) {
  return nullptr;
}
template <class T>
const Error* refusal_in(const Verdict<T>& verdict) {
  return verdict.refusal();
}

// What the body of a transaction returns: a value commits, a CommittedRefusal commits and refuses,
// an Error rolls back. POSTERN_TRY and POSTERN_CHECK work as everywhere.
template <class T>
using Outcome = Result<Verdict<T>>;

namespace internal {

template <class T>
struct Commits {
  using Value = T;
  static Result<T> finish(T value) { return value; }
};
template <class T>
struct Commits<Verdict<T>> {
  using Value = T;
  static Result<T> finish(Verdict<T> verdict) { return std::move(verdict).into_result(); }
};

// The T of a Result<T>.
template <class R>
using ValueOf = std::decay_t<decltype(std::declval<R&>().value())>;

// Marks the thread as inside a transaction, and refuses to be the second.
class NestingCheck {
 public:
  NestingCheck();
  NestingCheck(const NestingCheck&) = delete;
  NestingCheck& operator=(const NestingCheck&) = delete;
  ~NestingCheck();

  Status status() const;

 private:
  bool nested_;
};

template <class Body>
std::invoke_result_t<Body&, Txn&> run_once(Storage& storage, Body& body, bool alone) {
  const RetryGate::Pass pass(storage.retry_gate(), alone);
  POSTERN_TRY(auto txn, storage.begin(Mode::write));
  auto result = body(*txn);
  if (!result.ok()) return result;
  POSTERN_CHECK(txn->commit());
  return result;
}

template <class R>
bool conflicted(const R& result) {
  return !result.ok() && result.error().errc == Errc::conflict;
}

// How often a transaction may lose before it runs alone.
inline constexpr int kConflictsSideBySideMax = 4;

}  // namespace internal

// Runs `body(Txn&)`, which returns Result<T> or Outcome<T>, and commits. After a conflict the body
// runs again on a fresh snapshot, so it has no effect but through its Txn: no callback, no mail,
// nothing moved out of its captures. A transact() inside a body is refused with Errc::internal.
//
//   Result<Session> answer = transact(storage, [&](Txn& txn) -> Outcome<Session> {
//     POSTERN_TRY(Session session, load_session(txn, id));          // an Error rolls back
//     if (!matches(session, code)) {
//       POSTERN_CHECK(count_failure(txn, session));                 // this write stays
//       return commit_then_refuse(not_authorized("Invalid code."));
//     }
//     return session;                                               // commits
//   });
//
// After limits::kConflictRetriesMax repetitions it gives up with Errc::conflict: nothing happened.
template <class Body>
auto transact(Storage& storage, Body&& body) {
  using Decision = internal::ValueOf<std::invoke_result_t<Body&, Txn&>>;
  using Commits = internal::Commits<Decision>;
  using Value = typename Commits::Value;

  const internal::NestingCheck nesting;
  if (auto status = nesting.status(); !status.ok()) return Result<Value>(std::move(status).error());

  // Many writers of one key would starve one another, so who keeps losing runs alone.
  auto result = internal::run_once(storage, body, false);
  for (int retry = 1; retry <= limits::kConflictRetriesMax; ++retry) {
    if (!internal::conflicted(result)) break;
    result = internal::run_once(storage, body, retry >= internal::kConflictsSideBySideMax);
  }
  if (!result.ok()) return Result<Value>(std::move(result).error());
  return Commits::finish(std::move(result).value());
}

// Runs `body(Txn&)` once on a consistent snapshot that refuses writes.
template <class Body>
std::invoke_result_t<Body&, Txn&> read(Storage& storage, Body&& body) {
  POSTERN_TRY(auto txn, storage.begin(Mode::read));
  return body(*txn);
}

}  // namespace postern::storage
