// Asks a new connection until one of them knows.
#include "storage/postgres/commit_outcome.h"

#include <chrono>
#include <thread>

#include "storage/checks.h"

namespace postern::storage {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A restart or a fail-over takes seconds.
constexpr std::chrono::seconds kResolveMax(20);
constexpr std::chrono::milliseconds kPause(50);

// Bounds the wait for a transaction that is still under way.
constexpr const char* kSetTimeout = "SET statement_timeout = 5000";

enum class Outcome { happened, never, unknown };

Outcome ask(ConnectionPool& pool, std::string_view id) {
  auto connection = pool.make();
  if (!connection.ok()) return Outcome::unknown;
  const Call set_timeout(kSetTimeout);
  if ((*connection)->run({&set_timeout, 1}).failure) return Outcome::unknown;
  const Call forbid(statements::kForbidCommit, {id});
  if ((*connection)->run({&forbid, 1}).failure) return Outcome::unknown;
  const Call read(statements::kAskCommit, {id});
  const auto answer = (*connection)->run({&read, 1});
  if (answer.failure || answer.replies[0].rows() != 1) return Outcome::unknown;
  constexpr std::string_view kTrue("\x01", 1);
  return answer.replies[0].bytes(0, 0) == kTrue ? Outcome::happened : Outcome::never;
}

}  // namespace

Status resolve_commit(ConnectionPool& pool, std::string_view id) {
  const auto deadline = SteadyClock::now() + kResolveMax;
  do {
    switch (ask(pool, id)) {
      case Outcome::happened:
        return ok();
      case Outcome::never:
        return conflict_error();
      case Outcome::unknown:
        break;
    }
    std::this_thread::sleep_for(kPause);
  } while (SteadyClock::now() < deadline);
  return Error{Errc::unknown_commit, "InternalErrorException",
               "Contact with PostgreSQL was lost during a commit."};
}

}  // namespace postern::storage
