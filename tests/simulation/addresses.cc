// People move to other addresses, which several want, and prove them.
#include "simulation/life.h"

namespace postern::sim {

void move_to_address(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Family* const family = newest_session_of(life, person);
  const bool by_admin = family == nullptr || life.world.dice.one_in(2);
  const std::string address = life.world.dice.one_in(3)
                                  ? person.name + "@example.com"
                                  : std::string(life.world.dice.pick(kAddresses));
  Json list = attributes("email", address);
  // An administrator may vouch for it.
  if (by_admin && life.world.dice.one_in(2)) add_attributes(list, "email_verified", "true");
  Writes writes(person, life.world.now());
  writes.add(person.email, address);
  const Answer answer =
      by_admin ? life.world.call("AdminUpdateUserAttributes",
                                 life.for_user(*who.name).set("UserAttributes", list))
               : life.world.call("UpdateUserAttributes",
                                 object("AccessToken", family->access_tokens.back().text)
                                     .set("UserAttributes", list));
  writes.end(answer.fate(), answer.span.end);
  life.agrees(person, answer);
}

void ask_for_address_code(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Family* const family = newest_session_of(life, *who.person);
  if (family == nullptr) return;
  life.agrees(*who.person, life.world.call("GetUserAttributeVerificationCode",
                                           object("AccessToken", family->access_tokens.back().text,
                                                  "AttributeName", "email")));
}

void verify_address(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Family* const family = newest_session_of(life, person);
  const auto letters = life.letters(person, CodeFor::address);
  if (family == nullptr || letters.empty()) return;
  const std::string code =
      life.world.dice.one_in(4) ? life.world.dice.pick(letters)->code : letters.back()->code;
  const Answer answer = life.world.call("VerifyUserAttribute",
                                        object("AccessToken", family->access_tokens.back().text,
                                               "AttributeName", "email", "Code", code));
  if (answer.heard()) life.judge_code(person, CodeFor::address, code, answer);
  life.agrees(person, answer);
}

}  // namespace postern::sim
