// Users come, confirm and go.
#include "simulation/life.h"

namespace postern::sim {
namespace {

constexpr std::string_view kTag = "nickname";
constexpr std::string_view kZone = "zoneinfo";

std::string attribute_of(const Json& user, std::string_view wanted) {
  const Json* const list = user.find("UserAttributes");
  if (list == nullptr) return {};
  for (const Json& item : list->as_array()) {
    if (item.get_string("Name") == wanted) return std::string(item.get_string("Value"));
  }
  return {};
}

Person& new_person(Life& life, Name& name) {
  Person& person = *name.persons.emplace_back(std::make_unique<Person>());
  person.name = name.name;
  person.tag = "person-" + std::to_string(++life.tags);
  person.made.begin = life.world.tick();
  for (const std::string_view group : kGroups) person.groups.emplace(group, false);
  return person;
}

Json new_attributes(const Person& person) {
  const std::string phone = "+1555010" + person.tag.substr(person.tag.find('-') + 1);
  return attributes("email", person.name + "@example.com", "phone_number",
                    phone + std::string(phone.size() < 11 ? 11 - phone.size() : 0, '0'), kTag,
                    person.tag);
}

// Of the people of one name one exists at most, and a name that is taken is somebody's.
void judge_creation(Life& life, Name& name, const Person& person, const Answer& answer) {
  bool may_be_taken = false;
  for (const auto& other : name.persons) {
    if (other.get() == &person) continue;
    may_be_taken = may_be_taken || other->exists.may_be(true, answer.span);
    if (answer.heard() && !other->exists.saw(false, answer.span)) {
      life.world.violated("a name is given to two people");
    }
  }
  if (answer.refused("UsernameExistsException") && !may_be_taken) {
    life.world.violated("a free name is called taken");
  }
}

// Runs a creation under the name, if nobody uses it.
template <class MakeRequest>
void create(Life& life, std::string_view operation, std::string_view status,
            const std::string& password, MakeRequest&& make_request) {
  Name& name = life.world.dice.pick(life.names);
  // A name that is surely taken is tried now and then.
  const bool taken = !name.candidates(life.world.now()).empty();
  if (name.users > 0 || (taken && !life.world.dice.one_in(4))) return;
  ++name.creators;
  Person& person = new_person(life, name);
  {
    Writes writes(person, life.world.now());
    writes.add(person.exists, true);
    const Json request = make_request(name, person);
    person.status = Possible<std::string>{std::string(status)};
    person.password = Possible<std::string>{password};
    person.email = Possible<std::string>{person.name + "@example.com"};
    const Answer answer = life.world.call(operation, request);
    writes.end(answer.fate(), answer.span.end);
    person.made.end = answer.span.end;
    judge_creation(life, name, person, answer);
    if (answer.heard()) person.sub = answer.body.get_string("UserSub");
  }
  --name.creators;
}

}  // namespace

void sign_up(Life& life) {
  const std::string password = life.any_password();
  create(life, "SignUp", kUnconfirmed, password, [&](const Name& name, const Person& person) {
    return life.for_app_user(0, name, "Password", password)
        .set("UserAttributes", new_attributes(person));
  });
}

void admin_create(Life& life) {
  const std::string password = life.any_password();
  create(life, "AdminCreateUser", kForceChange, password,
         [&](const Name& name, const Person& person) {
           Json list = new_attributes(person);
           add_attributes(list, "email_verified", "true", "phone_number_verified", "true");
           return life.for_user(name, "TemporaryPassword", password, "MessageAction", "SUPPRESS")
               .set("UserAttributes", std::move(list));
         });
}

void confirm_sign_up(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  // Mostly the newest letter that has come, sometimes an older one or a guess.
  std::string code = "000000";
  const auto letters = life.letters(person, CodeFor::sign_up);
  if (letters.empty() && !life.world.dice.one_in(4)) return;
  if (!letters.empty() && !life.world.dice.one_in(10)) {
    code = life.world.dice.one_in(4) ? life.world.dice.pick(letters)->code : letters.back()->code;
  }
  Writes writes(person, life.world.now());
  writes.add(person.status, std::string(kConfirmed));
  const std::size_t first = person.first_sign_ins.size();
  person.first_sign_ins.push_back(
      {.granted = {life.world.now(), kNever}, .granted_us = life.world.now_us()});
  const Answer answer =
      life.world.call("ConfirmSignUp", life.for_app_user(0, *who.name, "ConfirmationCode", code));
  person.first_sign_ins[first].granted.end = answer.span.end;
  person.first_sign_ins[first].granted_us = answer.ended_us;
  if (answer.fate() == Fate::not_done) person.first_sign_ins[first].used = true;
  if (answer.heard()) {
    life.judge_code(person, CodeFor::sign_up, code, answer);
    if (!person.status.may_be(std::string(kUnconfirmed), answer.span)) {
      life.world.violated("somebody is confirmed who was already");
    }
  }
  writes.end(answer.fate(), answer.span.end);
  life.agrees(person, answer);
}

void resend_code(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  life.agrees(*who.person,
              life.world.call("ResendConfirmationCode", life.for_app_user(0, *who.name)));
}

void delete_user(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Writes writes(person, life.world.now());
  SignOut ended(life, person, writes);
  writes.add(person.exists, false);
  // Unless its absence was seen, a call that succeeds saw the user there.
  const Answer answer = life.world.call("AdminDeleteUser", life.for_user(*who.name));
  if (answer.heard() && !person.exists.may_be(true, answer.span)) {
    life.world.violated("somebody is deleted twice");
  }
  writes.end(answer.fate(), answer.span.end);
  ended.end(answer);
  if (answer.refused("UserNotFoundException") && !person.exists.saw(false, answer.span)) {
    life.world.violated("somebody is gone whom nobody deleted");
  }
}

void look_at(Life& life, Name& name, std::size_t host) {
  const Answer answer = life.world.call("AdminGetUser", life.for_user(name), host);
  const bool missing = answer.refused("UserNotFoundException");
  if (!answer.heard() && !missing) return;
  const std::string tag = attribute_of(answer.body, kTag);
  bool known = missing;
  for (const auto& person : name.persons) {
    const bool is_this = !missing && person->tag == tag;
    known = known || is_this;
    if (!person->exists.saw(is_this, answer.span)) {
      life.world.violated(is_this ? "a deleted user is shown" : "a user has been lost");
    }
    if (!is_this) continue;
    if (person->sub.empty()) person->sub = attribute_of(answer.body, "sub");
    const std::string status(answer.body.get_string("UserStatus"));
    if (!person->status.saw(status, answer.span)) {
      life.world.violated(name.name + " has a status that nobody gave: " + status);
    }
    if (!person->enabled.saw(answer.body.get_bool("Enabled"), answer.span)) {
      life.world.violated("enabled, or disabled, against what was acknowledged");
    }
    if (!person->zone.saw(attribute_of(answer.body, kZone), answer.span)) {
      life.world.violated("an attribute that nobody wrote, or an old one");
    }
    if (!person->email.saw(attribute_of(answer.body, "email"), answer.span)) {
      life.world.violated("an address that nobody wrote, or an old one");
    }
  }
  if (!known) life.world.violated("a user whom nobody made");
}

void look(Life& life) {
  Name& name = life.world.dice.pick(life.names);
  if (name.creators > 0) return;
  const Use use(name);
  look_at(life, name, World::kAnyHost);
}

}  // namespace postern::sim
