// A world with people in it: one pool, its apps, and what clients know and do.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulation/model.h"
#include "simulation/world.h"
#include "support/json_builders.h"
#include "support/srp_client.h"

namespace postern::sim {

inline constexpr std::string_view kPasswords[] = {"Correct-Horse-1", "Correct-Horse-2",
                                                  "Correct-Horse-3"};
inline constexpr std::string_view kNeverAPassword = "Wrong-Horse-9";
// Addresses that people move to, besides their own.
inline constexpr std::string_view kAddresses[] = {"one@example.com", "two@example.com"};
inline constexpr std::string_view kGroups[] = {"admins", "editors"};

using test::add_attributes;
using test::attributes;
using test::object;

struct App {
  std::string id;
  bool rotates = false;
  bool in_grace = false;  // A rotated token is good for a while.
};

// What a code was sent for.
enum class CodeFor : std::uint8_t { sign_up, forgotten_password, address };
bool is_for(const Mail& mail, CodeFor purpose);

// A sign-in under way: whose, and what it has rightly shown.
struct Attempt {
  Person* person = nullptr;
  std::size_t app = 0;
  // password, email, custom, passkey; totp, sms, second email, device
  std::set<std::string> proofs;
  Device* device = nullptr;    // That it comes from, if the client names one.
  bool others_device = false;  // It names somebody else's.
  std::string password;        // That was proven, or is claimed by SRP.
};

// A challenge that somebody was asked: anyone may answer it, rightly or not, and more than once.
struct Challenge {
  Attempt attempt;
  std::string name;
  std::string session;
  Json response;
  std::shared_ptr<const test::SrpClient> srp;
  Span asked;
  std::int64_t asked_us = 0;
  int accepted = 0;
  int apps_begun = 0;  // Of MFA_SETUP: how often an app was begun with it.
};

class Life {
 public:
  Life(std::uint64_t seed, bool prints);

  // Makes the pool, lives, and looks at everything at last.
  void run(std::size_t steps);

  // Requests.
  template <class... Members>
  Json for_user(const Name& name, Members&&... members) {
    return object("UserPoolId", pool, "Username", name.name, std::forward<Members>(members)...);
  }
  [[nodiscard]] Json for_pool() const { return object("UserPoolId", pool); }
  template <class... Members>
  Json for_app_user(std::size_t app, const Name& name, Members&&... members) {
    return object("ClientId", apps[app].id, "Username", name.name,
                  std::forward<Members>(members)...);
  }

  [[nodiscard]] std::string any_password() { return std::string(world.dice.pick(kPasswords)); }
  // One that may be theirs now, or one that nobody has.
  std::string password_of(const Person& person, bool right);
  Name& name_of(const Person& person);

  // What every answer about a person has to agree with: false ends the step.
  bool agrees(Person& person, const Answer& answer);

  // New tokens, judged: whoever gets them must have shown what they owe.
  void receive_tokens(const Attempt& attempt, const Answer& answer, bool must_refuse);
  // Whoever has signed in must have shown what they owe.
  void judge_sign_in(const Attempt& attempt, const Answer& answer, bool must_refuse);
  // Their new session, which a sign-out that is under way may reach.
  Family& begin_family(const Attempt& attempt, const Answer& answer);
  // A code was accepted: it must have been sent for that, not be replaced, used or old.
  void judge_code(const Person& person, CodeFor purpose, std::string_view code,
                  const Answer& answer);
  // Letters with such codes that have come to somebody of that name, oldest first.
  std::vector<const Mail*> letters(const Person& person, CodeFor purpose) const;
  // The text of an access token in a response, and its family's.
  void keep_tokens(Family& family, const Answer& answer);

  // Lockout: to be asked before a guess at a person, told after it.
  bool is_locked(const Person& person) const;
  void guessed(Person& person, const Answer& answer, bool was_right);

  // Whether tokens for a sign-in of that span need a second factor, for all that is known.
  bool owes_factor(Person& person, const Span& span) const;
  // The request that makes the pool demand so much.
  [[nodiscard]] Json mfa_request(std::string_view mode) const;

  World world;
  Possible<std::string> mfa_mode;
  std::string pool;
  std::vector<App> apps;
  std::vector<Name> names;
  std::vector<std::unique_ptr<Family>> families;
  std::vector<std::unique_ptr<Family>> browser_sessions;
  std::vector<std::unique_ptr<Browser>> browsers;
  std::vector<std::unique_ptr<Code>> codes;
  std::deque<std::shared_ptr<Challenge>> challenges;
  std::deque<std::string> used_sessions;
  std::size_t steps_left = 0;
  std::size_t steps = 0;
  int sign_ins = 0;
  int tags = 0;

 private:
  void set_up();
  void configure_factors();
  bool uses_first_sign_in(Person& person, const Answer& answer);
  void judge_device(const Attempt& attempt, const Answer& answer, Family& family);
  void make_app(Json request, bool rotates, bool in_grace);
  void keep_signing_keys();
  void client();
};

// Keeps a name from being created while somebody uses it, and the other way round.
class Use {
 public:
  explicit Use(Name& name) : name_(name) { ++name_.users; }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() { --name_.users; }

 private:
  Name& name_;
};

// Somebody to act on, or nobody: a name with exactly one person who may exist.
struct Somebody {
  Name* name = nullptr;
  Person* person = nullptr;
  explicit operator bool() const { return person != nullptr; }
};
Somebody somebody(Life& life);
// Their newest session, or null.
Family* newest_session_of(Life& life, const Person& person);

// Writes that end every session of a person. `record()` closes them with what the call came to.
class SignOut {
 public:
  SignOut(Life& life, Person& person, Writes& writes, Bar bar = Bar::none);
  void end(const Answer& answer);

 private:
  Life& life_;
  Person& person_;
  const std::size_t index_;
};

// A call that may forget wrong guesses, as every success does.
class Clearing {
 public:
  Clearing(Life& life, Person& person) : life_(life), person_(person) { ++person.guesses.clearing; }
  Clearing(const Clearing&) = delete;
  Clearing& operator=(const Clearing&) = delete;
  ~Clearing();
  // `alone`: nobody guessed meanwhile.
  void end(Fate fate, bool alone) {
    fate_ = fate;
    alone_ = alone;
  }

 private:
  Life& life_;
  Person& person_;
  Fate fate_ = Fate::unknown;
  bool alone_ = false;
};

// One thing that a client does.
struct Act {
  unsigned weight;
  void (*run)(Life& life);
};

// accounts.cc
void sign_up(Life& life);
void confirm_sign_up(Life& life);
void resend_code(Life& life);
void admin_create(Life& life);
void delete_user(Life& life);
void look(Life& life);
void look_at(Life& life, Name& name, std::size_t host);
// passwords.cc
void change_password(Life& life);
void forgot_password(Life& life);
void confirm_forgot_password(Life& life);
void admin_set_password(Life& life);
void admin_reset_password(Life& life);
// sign_in.cc
void sign_in(Life& life);
void guess_passwords(Life& life);
void answer_somebodys_challenge(Life& life);
// passkeys.cc
void register_passkey(Life& life);
void give_up_passkey(Life& life);
// devices.cc
void confirm_device(Life& life);
void change_device(Life& life);
void forget_device(Life& life);
// hosted.cc
void sign_in_on_page(Life& life);
void go_on_in_browser(Life& life);
void redeem_code(Life& life);
void log_out(Life& life);
Json hosted_members();
// sessions.cc
void use_token(Life& life);
void use_token_of(Life& life, Family& family, std::size_t host);
void refresh(Life& life);
void revoke_token(Life& life);
void sign_out(Life& life);
// administration.cc
void enable_or_disable(Life& life);
void change_groups(Life& life);
void list_groups(Life& life);
void change_attribute(Life& life);
void register_app(Life& life);
void choose_factors(Life& life);
void switch_mfa(Life& life);
void live_in_another_pool(Life& life);
void sweep(Life& life);
void pass_time(Life& life);
// addresses.cc
void move_to_address(Life& life);
void ask_for_address_code(Life& life);
void verify_address(Life& life);
// review.cc
void review(Life& life);
void check_store(Life& life);

}  // namespace postern::sim
