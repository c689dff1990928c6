// What the simulator knows of users, their tokens and their codes: what was acknowledged, and what
// may be.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "simulation/answer.h"
#include "simulation/possible.h"
#include "support/software_authenticator.h"

namespace postern::sim {

inline constexpr std::string_view kUnconfirmed = "UNCONFIRMED";
inline constexpr std::string_view kConfirmed = "CONFIRMED";
inline constexpr std::string_view kResetRequired = "RESET_REQUIRED";
inline constexpr std::string_view kForceChange = "FORCE_CHANGE_PASSWORD";

// Guesses at a user that were wrong, as far as the lockout is concerned.
struct Guesses {
  int counted_at_least = 0;  // Acknowledged as wrong, with no success since.
  std::int64_t last_us = 0;  // When the last of them began.
  int begun_at_most = 0;     // Since a success that nothing disturbed.
  int clearing = 0;          // Calls under way that may end in a success.
  Moment cleared = 0;        // When the last such one ended.
};

struct Family;

// What keeps people from signing in once it has ended their sessions.
enum class Bar : std::uint8_t { none, disabled, reset_required, password };

// All sessions of a person were ended, or may have been, or are about to be.
struct SignOutOfAll {
  Span span;
  Bar bar = Bar::none;
  Fate fate = Fate::unknown;
  // Sessions that became known meanwhile, and the writes about them.
  std::vector<std::pair<Family*, std::size_t>> late;
};

struct Passkey {
  test::SoftwareAuthenticator key;
  Possible<bool> exists{false};
};

// A call that may end sessions, also such as it does not know of yet.
struct Ending {
  Span span;
  Fate fate = Fate::unknown;
  std::vector<std::pair<Family*, std::size_t>> late;  // As of SignOutOfAll.

  explicit Ending(Moment now) : span{now, kNever} {}
  // A session that began in `made` may be among those it ends.
  void reach(Family& family, const Span& made);
  void end(Fate outcome, Moment now);
};

// A device that somebody confirmed, or tried to.
struct Device {
  std::string key;
  std::string group_key;
  std::string secret;
  Possible<bool> known{false};
  Possible<bool> remembered{false};
  std::deque<Ending> forgotten;
};

// A confirmed address stands for the second factor of one sign-in, where one is demanded.
struct FirstSignIn {
  Span granted;
  std::int64_t granted_us = 0;
  bool used = false;
};

// Changes of a password by who knew the one before. Each of two that name the same one needs
// somebody who had set it.
struct PasswordMoves {
  bool known = false;
  std::map<std::string, int> set;   // How often it was set, at most.
  std::map<std::string, int> left;  // How often it was changed into another, as acknowledged.
  int under_way = 0;
};

// A user from creation to deletion. Another of the same name is another Person.
struct Person {
  std::string name;
  std::string tag;  // In an attribute: tells the persons of one name apart.
  std::string sub;  // Empty until known.
  Span made;
  Possible<bool> exists{false};
  Possible<bool> enabled{true};
  Possible<std::string> status{std::string()};
  Possible<std::string> password{std::string()};
  PasswordMoves moves;
  Possible<std::string> zone{std::string()};
  Possible<std::string> email{std::string()};
  Possible<bool> totp{false};  // Whether a sign-in owes a code of the app.
  Possible<bool> sms{false};
  Possible<bool> mail_factor{false};
  Possible<bool> has_app{false};  // Asked for or not.
  std::map<std::string, Possible<bool>> groups;
  std::string secret;                // Of the authenticator app; empty: none, or not known.
  std::set<std::string> used_codes;  // Of the app, as "<seed> <code>", that were accepted.
  std::vector<std::unique_ptr<Passkey>> passkeys;
  std::vector<std::unique_ptr<Device>> devices;
  std::vector<FirstSignIn> first_sign_ins;
  std::vector<Span> token_spans;  // Of sign-ins that came to their end.
  std::vector<SignOutOfAll> sign_outs;
  Guesses guesses;
  bool registering = false;  // An authenticator app.
  int writers = 0;           // Calls under way that change what is known of them.
  std::uint64_t writes = 0;  // Such calls so far.
};

struct Browser;

struct RefreshToken {
  std::string text;
  Span made;
  int accepted = 0;       // Acknowledged.
  int under_way = 0;      // Calls with it.
  bool doubtful = false;  // A call with it ended without an answer, or two overlapped.
};

struct AccessToken {
  std::string text;
  Span made;
  std::int64_t earliest_us = 0;  // When it was issued, at the earliest and at the latest.
  std::int64_t latest_us = 0;
};

// A session: everything that one sign-in led to.
struct Family {
  Person* person = nullptr;
  std::size_t app = 0;
  std::string password;    // That began it; empty: something else did.
  std::string device_key;  // Empty where devices are not tracked.
  std::string device_group_key;
  Span made;
  Possible<bool> revoked{false};
  bool may_end = false;        // For any later one, where a user has so many at once.
  Browser* browser = nullptr;  // That brought the code it began with; null: it began at the API.
  std::vector<RefreshToken> refresh_tokens;
  std::vector<AccessToken> access_tokens;
};

// A browser that is signed in on the pages.
struct Browser {
  std::map<std::string, std::string> cookies;
  Family* session = nullptr;  // Its own, without tokens.
  std::deque<Ending> ended;   // Calls that ended what it led to.
};

// An authorization code.
struct Code {
  Browser* browser = nullptr;
  std::string text;
  std::int64_t latest_us = 0;  // When it was issued, at the latest.
  Family* family = nullptr;    // What it was redeemed for.
  int accepted = 0;
  std::deque<Ending> tries;  // Each but the first ends what the first led to.
};

inline void Ending::reach(Family& family, const Span& made) {
  if (span.end == kNever) {
    late.emplace_back(&family, family.revoked.begin_write(true, span.begin));
  } else if (fate != Fate::not_done && span.overlaps(made)) {
    family.revoked.maybe(true, {span.begin, std::max(span.end, made.end)});
  }
}

// Whether it came to those that began meanwhile, nobody knows.
inline void Ending::end(Fate outcome, Moment now) {
  span.end = now;
  fate = outcome;
  for (const auto& [family, write] : late) {
    family->revoked.end_write(write, fate == Fate::not_done ? fate : Fate::unknown, now);
  }
}

// Everybody who has, or had, one name. Creating and using exclude one another, so that it is known
// whom a call was about; several may create at once.
struct Name {
  std::string name;
  std::vector<std::unique_ptr<Person>> persons;
  int users = 0;
  int creators = 0;

  // Those who may exist.
  [[nodiscard]] std::vector<Person*> candidates(Moment now) const {
    std::vector<Person*> list;
    for (const auto& person : persons) {
      if (person->exists.may_be(true, {now, now})) list.push_back(person.get());
    }
    return list;
  }
};

// The writes of one call about one person: begun before it, ended with what it came to.
class Writes {
 public:
  Writes(Person& person, Moment now) : person_(person), now_(now), counts_(true) {
    undisturbed_ = person.writers == 0;
    ++person.writers;
    own_write_ = ++person.writes;
  }
  // More of the same call, which may come to something else.
  Writes(const Writes& of_call, Person& person) : person_(person), now_(of_call.now_) {}
  Writes(const Writes&) = delete;
  Writes& operator=(const Writes&) = delete;
  ~Writes() { person_.writers -= counts_ ? 1 : 0; }

  template <class Value>
  Writes& add(Possible<Value>& possible, Value value) {
    const std::size_t handle = possible.begin_write(std::move(value), now_);
    ends_.push_back(
        [&possible, handle](Fate fate, Moment now) { possible.end_write(handle, fate, now); });
    return *this;
  }
  Writes& add_password(const std::string& password) {
    ++person_.moves.set[password];
    ends_.push_back([this, password](Fate fate, Moment) {
      if (fate == Fate::not_done) --person_.moves.set[password];
    });
    return add(person_.password, password);
  }
  void end(Fate fate, Moment now) {
    for (const auto& end : ends_) end(fate, now);
    ends_.clear();
  }

  // Whether nobody else changed anything about the person, and nothing befell the call.
  [[nodiscard]] bool alone(const Answer& answer) const {
    return undisturbed_ && person_.writes == own_write_ && !answer.jumped && !answer.lost &&
           !answer.mishaps.any();
  }

 private:
  Person& person_;
  const Moment now_;
  const bool counts_ = false;
  bool undisturbed_ = false;
  std::uint64_t own_write_ = 0;
  std::vector<std::function<void(Fate, Moment)>> ends_;
};

}  // namespace postern::sim
