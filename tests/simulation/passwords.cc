// Passwords are changed, forgotten and set.
#include "simulation/life.h"

namespace postern::sim {
namespace {

// A session of theirs, with a token, or null.
Family* session_of(Life& life, const Person& person) {
  std::vector<Family*> list;
  for (const auto& family : life.families) {
    if (family->person == &person) list.push_back(family.get());
  }
  return list.empty() ? nullptr : life.world.dice.pick(list);
}

}  // namespace

void change_password(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Family* const family = session_of(life, person);
  if (family == nullptr) return;
  const bool right = !life.world.dice.one_in(4);
  const std::string previous = life.password_of(person, right);
  const std::string proposed = life.any_password();
  const bool locked = life.is_locked(person);
  Writes writes(person, life.world.now());
  writes.add(person.password, proposed);
  ++person.guesses.begun_at_most;  // Until it proves right.
  const Answer answer = life.world.call(
      "ChangePassword", object("AccessToken", family->access_tokens.back().text, "PreviousPassword",
                               previous, "ProposedPassword", proposed));
  if (answer.heard()) {
    if (locked && writes.alone(answer)) life.world.violated("a guess while locked out");
    // Its own write is possible as well: a change from one password to the same is none.
    if (previous != proposed && !person.password.may_be(previous, answer.span)) {
      life.world.violated("a password is changed without the right one");
    }
    if (!family->revoked.saw(false, answer.span)) {
      life.world.violated("a password is changed with a revoked token");
    }
  }
  if (answer.heard() && right) --person.guesses.begun_at_most;
  life.guessed(person, answer, right);
  writes.end(answer.fate(), answer.span.end);
  life.agrees(person, answer);
}

void forgot_password(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  life.agrees(*who.person, life.world.call("ForgotPassword", life.for_app_user(0, *who.name)));
}

void confirm_forgot_password(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  const auto letters = life.letters(person, CodeFor::forgotten_password);
  if (letters.empty()) return;
  const std::string code =
      life.world.dice.one_in(4) ? life.world.dice.pick(letters)->code : letters.back()->code;
  const std::string password = life.any_password();
  Writes writes(person, life.world.now());
  SignOut ended(life, person, writes, Bar::password);
  Clearing clearing(life, person);
  writes.add(person.password, password).add(person.status, std::string(kConfirmed));
  const Answer answer = life.world.call(
      "ConfirmForgotPassword",
      life.for_app_user(0, *who.name, "Password", password, "ConfirmationCode", code));
  if (answer.heard()) {
    life.judge_code(person, CodeFor::forgotten_password, code, answer);
  }
  clearing.end(answer.fate(), false);
  writes.end(answer.fate(), answer.span.end);
  ended.end(answer);
  life.agrees(person, answer);
}

void admin_set_password(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  const std::string password = life.any_password();
  const bool permanent = !life.world.dice.one_in(4);
  Writes writes(person, life.world.now());
  Clearing clearing(life, person);
  writes.add(person.password, password)
      .add(person.status, std::string(permanent ? kConfirmed : kForceChange));
  const Answer answer =
      life.world.call("AdminSetUserPassword",
                      life.for_user(*who.name, "Password", password).set("Permanent", permanent));
  clearing.end(answer.fate(), writes.alone(answer));
  writes.end(answer.fate(), answer.span.end);
  life.agrees(person, answer);
}

void admin_reset_password(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Writes writes(person, life.world.now());
  SignOut ended(life, person, writes, Bar::reset_required);
  writes.add(person.status, std::string(kResetRequired));
  const Answer answer = life.world.call("AdminResetUserPassword", life.for_user(*who.name));
  writes.end(answer.fate(), answer.span.end);
  ended.end(answer);
  life.agrees(person, answer);
}

}  // namespace postern::sim
