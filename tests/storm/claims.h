// What must be true of a store after a crash, because somebody was told so.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "storm/ledger.h"

namespace postern::test {

struct Call {
  std::string operation;
  std::string request;
};

// One worker's hand in the ledger. What is about to change is withdrawn before, so that a claim
// never depends on a call whose answer did not arrive.
class Witness {
 public:
  explicit Witness(Ledger::Log& log) : log_(log) {}

  // From now on, until withdrawn, `call` succeeds.
  void holds(std::string_view id, const Call& call) { note("holds", id, call); }
  // `call` has succeeded and consumed something: it is refused for ever.
  void spent(const Call& call) { note("spent", {}, call); }
  void withdraw(std::string_view id) { full_ |= !log_.append({"withdraw", id}); }
  // Of what many workers want and one may have.
  void tries(std::string_view id) { full_ |= !log_.append({"tries", id}); }
  void won(std::string_view id) { full_ |= !log_.append({"won", id}); }
  void lost(std::string_view id) { full_ |= !log_.append({"lost", id}); }
  // What should not have happened to somebody who does everything right: refused by the rules, or
  // failed for want of the store.
  void refused(std::string_view text) { full_ |= !log_.append({"refused", text}); }
  void failed(std::string_view text) { full_ |= !log_.append({"failed", text}); }

  [[nodiscard]] bool is_full() const { return full_; }

 private:
  void note(std::string_view kind, std::string_view id, const Call& call) {
    full_ |= !log_.append({kind, id, call.operation, call.request});
  }

  Ledger::Log& log_;
  bool full_ = false;
};

struct Claims {
  std::map<std::string, Call> holding;  // By id.
  std::vector<Call> spent;
  std::vector<Call> contested;  // Spent as well; so many have guessed that limits may say so first.
  struct Tries {
    int begun = 0;
    int won = 0;
    int lost = 0;
  };
  std::map<std::string, Tries> contests;  // By id.
  std::vector<std::string> refused;
  std::vector<std::string> failed;
};

// Something that can be had once, and that several workers are going to ask for.
struct Contest {
  std::string id;
  Call call;
};

// Claims of different workers have different ids. Of a contest that somebody has won the call is
// spent; of one that nobody has tried it holds.
Claims read_claims(const Ledger& ledger, const std::vector<Contest>& contests);

// What of the claims is not so, in words. Carries the calls out, so it is asked once.
std::vector<std::string> broken_claims(Engine& engine, const Claims& claims);

// What postern:CheckStore finds.
std::vector<std::string> damage_in(Engine& engine);

}  // namespace postern::test
