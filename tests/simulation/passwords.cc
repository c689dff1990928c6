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

// Who changes their password right now, if anybody does: two at once are a race.
Somebody somebody_who_changes(Life& life) {
  for (Name& name : life.names) {
    const auto candidates = name.candidates(life.world.now());
    if (name.creators > 0 || candidates.size() != 1) continue;
    if (candidates.front()->moves.under_way > 0) return {&name, candidates.front()};
  }
  return {};
}

// Where nobody changes anything and one password alone is possible, counting begins anew.
void note_what_is_known(const Life& life, Person& person) {
  if (person.writers > 0) return;
  const Span now{life.world.now(), life.world.now()};
  std::string present;
  for (const std::string_view password : kPasswords) {
    if (!person.password.may_be(std::string(password), now)) continue;
    if (!present.empty()) return;
    present = password;
  }
  if (!present.empty()) person.moves = {.known = true, .set = {{present, 1}}};
}

// Of two changes that race from one password only one comes to its end.
void judge_move(Life& life, Person& person, const std::string& from, const std::string& to) {
  if (!person.moves.known || from == to) return;
  if (++person.moves.left[from] > person.moves.set[from]) {
    life.world.violated("two changes of one password are accepted");
  }
}

}  // namespace

void change_password(Life& life) {
  Somebody who = somebody_who_changes(life);
  if (!who) who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Family* const family = session_of(life, person);
  if (family == nullptr) return;
  const bool right = !life.world.dice.one_in(4);
  const std::string previous = life.password_of(person, right);
  const std::string proposed = life.any_password();
  const bool locked = life.is_locked(person);
  note_what_is_known(life, person);
  Writes writes(person, life.world.now());
  writes.add_password(proposed);
  ++person.guesses.begun_at_most;  // Until it proves right.
  ++person.moves.under_way;
  const Answer answer = life.world.call(
      "ChangePassword", object("AccessToken", family->access_tokens.back().text, "PreviousPassword",
                               previous, "ProposedPassword", proposed));
  if (answer.heard()) {
    if (locked && writes.alone(answer)) life.world.violated("a guess while locked out");
    // Its own write is possible as well: a change from one password to the same is none.
    if (previous != proposed && !person.password.may_be(previous, answer.span)) {
      life.world.violated("a password is changed without the right one");
    }
    judge_move(life, person, previous, proposed);
    if (!family->revoked.saw(false, answer.span)) {
      life.world.violated("a password is changed with a revoked token");
    }
  }
  if (answer.heard() && right) --person.guesses.begun_at_most;
  life.guessed(person, answer, right);
  --person.moves.under_way;
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
  writes.add_password(password).add(person.status, std::string(kConfirmed));
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
  writes.add_password(password).add(person.status,
                                    std::string(permanent ? kConfirmed : kForceChange));
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
