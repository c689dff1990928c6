// The audit log: a call that changes something leaves an event in the transaction of the change.
//
// Every engine writes a chain of its own, so that no two of them wait for each other; see
// audit_chain.h for how a chain is linked and read. Until its event is linked, a call that runs
// several transactions has one event, which each of them writes anew.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "domain/audit_mode.h"
#include "domain/records.h"

namespace postern::domain {

class AuditCall;
class Store;
class Txn;

// What is common to all calls of an engine. Safe for concurrent use.
class AuditLog {
 public:
  // Before the first call. The chain begins with its first event.
  void configure(AuditMode mode, Random& random, std::int64_t now_us);

  [[nodiscard]] AuditMode mode() const { return mode_; }
  [[nodiscard]] bool is_on() const { return mode_ != AuditMode::off; }
  [[nodiscard]] const std::string& chain() const { return chain_; }

  // Whether so many events wait to be linked that it is time; true for one of those who ask.
  [[nodiscard]] bool link_is_due();

 private:
  friend class AuditTurn;

  AuditMode mode_ = AuditMode::off;
  std::string chain_;
  std::atomic<std::uint64_t> last_number_{0};
  std::atomic<std::uint64_t> unlinked_{0};
};

// A call under way on this thread: what transactions of its store write belongs to its event.
class AuditCall {
 public:
  using Describe = std::function<void(AuditEvent&)>;

  // `describe` says who calls what; it is asked before the event is first written, and what it
  // borrows outlives this.
  AuditCall(Store& store, Describe describe);
  ~AuditCall();
  AuditCall(const AuditCall&) = delete;
  AuditCall& operator=(const AuditCall&) = delete;

  // What the call will answer: an exception's name, or empty.
  void came_to(std::string_view error_code) { outcome_ = error_code; }

  // At the end of the call: writes the event, if it is wanted and not written, or says otherwise.
  Status finish();

 private:
  friend class AuditTurn;

  Store& store_;
  const Describe describe_;
  AuditCall* const outer_;
  std::string outcome_;
  bool described_ = false;
  bool is_closed_ = false;    // What is at number_ may say more than event_ does.
  AuditEvent event_;          // As last committed.
  std::uint64_t number_ = 0;  // Where; 0: nowhere yet.
};

// What the engine does of its own accord on a thread that may be in the middle of a call: it is no
// part of that.
class AuditBreak {
 public:
  AuditBreak();
  ~AuditBreak();
  AuditBreak(const AuditBreak&) = delete;
  AuditBreak& operator=(const AuditBreak&) = delete;

 private:
  AuditCall* const outer_;
};

// One Store::transact(): adds its event to what it commits.
class AuditTurn {
 public:
  explicit AuditTurn(Store& store);

  [[nodiscard]] bool is_on() const { return is_on_; }

  // After the body of each attempt; `refusal` is what it commits and then refuses with, or null.
  Status note(Txn& txn, const Error* refusal);

  // Whether it was committed follows from `failure`, null for none.
  void end(const Error* failure);

 private:
  struct Noted {
    AuditEvent event;
    std::uint64_t number = 0;
    bool again = false;  // Written there before.
    std::optional<Error> refusal;
  };

  Status place(Txn& txn, Noted& noted);
  AuditEvent begin_event();
  AuditEvent go_on(const AuditEvent& event);

  Store& store_;
  const bool is_on_;
  AuditCall* const call_;
  std::optional<Noted> noted_;
};

}  // namespace postern::domain
