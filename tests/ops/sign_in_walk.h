// A random walk through signing in: what it may start, what it may be asked, and what it knows of
// each user. sign_in_walk_test.cc walks; a flow or a challenge of its own is a row in its tables.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "ops/mfa_fixture.h"

namespace postern::test {

// A user as the walk made them.
struct Walker {
  std::string pool;
  std::string name;
  std::string password{kPassword};
  std::string secret;              // Of the authenticator app; empty: none.
  bool owes_new_password = false;  // The password is a temporary one.
  bool owes_second_factor = false;
  bool may_sign_in = true;  // Not disabled, unconfirmed, ...
};

// What a sign-in has shown, as the test counts it.
struct Shown {
  bool first_factor = false;
  bool new_password = false;
  bool second_factor = false;
};

// A challenge that was asked and may be answered, at any time, rightly or wrongly.
struct Held {
  std::size_t walker = 0;
  std::string client;
  std::string challenge;
  Json response;                        // That asked it.
  std::shared_ptr<const SrpStart> srp;  // Of PASSWORD_VERIFIER, which has no Session.
  std::string code;                     // That was sent for it.
  Shown shown;                          // Before it is answered.
  bool answered = false;                // Its Session was used.

  [[nodiscard]] std::string session() const { return std::string(response.get_string("Session")); }
};

struct Walk : MfaFixture {
  std::mt19937 dice;
  std::vector<Walker> walkers;
  std::map<std::string, std::vector<std::string>> clients;  // Of each pool.
  std::vector<Held> held;
  std::map<std::string, int> tokens;  // How often each kind of user got them.
  int refusals = 0;

  explicit Walk(unsigned number) : MfaFixture("OPTIONAL"), dice(number) {}

  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(dice);
  }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class List>
  auto& any_of(List& list) {
    return list[below(std::size(list))];
  }
};

// One way to begin. Returns the request, or nothing when it needs more than one: then it calls
// itself and says what came.
struct WalkFlow {
  std::string_view name;
  Held (*start)(Walk& walk, std::size_t walker, const std::string& client, bool right);
};

// How one challenge is answered: ChallengeResponses besides USERNAME, and the Session.
struct WalkAnswer {
  Json responses = Json::object();
  std::string session;
};
struct WalkChallenge {
  std::string_view name;
  // Rightly, or wrongly in the answer itself.
  WalkAnswer (*answer)(Walk& walk, Held& held, bool right);
  // What a right answer shows.
  void (*show)(Walker& walker, Shown& shown);
};

}  // namespace postern::test
