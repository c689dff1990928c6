// Passkeys are registered, used to sign in, and given up.
#include "codec/base64.h"
#include "simulation/sign_in.h"

namespace postern::sim {
namespace {

std::string bytes_of(Dice& dice, std::size_t count) {
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(dice.next());
  return bytes;
}

Passkey& new_passkey(Life& life, Person& person) {
  Dice& dice = life.world.dice;
  const std::string id = bytes_of(dice, 16);
  person.passkeys.push_back(std::make_unique<Passkey>(
      Passkey{test::SoftwareAuthenticator::from_seed(bytes_of(dice, 32), id)}));
  return *person.passkeys.back();
}

// Answers the options with a new key.
Answer complete(Life& life, Person& person, const Family& family, const Json& options) {
  Passkey& passkey = new_passkey(life, person);
  Writes writes(person, life.world.now());
  writes.add(passkey.exists, true);
  const Answer answer = life.world.call("CompleteWebAuthnRegistration",
                                        object("AccessToken", family.access_tokens.back().text)
                                            .set("Credential", passkey.key.create(options)));
  writes.end(answer.fate(), answer.span.end);
  return answer;
}

}  // namespace

void register_passkey(Life& life) {
  if (!life.world.settings.passkeys) return;
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Family* const family = newest_session_of(life, person);
  if (family == nullptr) return;
  const Answer started = life.world.call("StartWebAuthnRegistration",
                                         object("AccessToken", family->access_tokens.back().text));
  if (!life.agrees(person, started) || !started.heard()) return;
  const Json options = *started.body.find("CredentialCreationOptions");
  const Answer done = complete(life, person, *family, options);
  if (!life.agrees(person, done) || !done.heard()) return;
  if (!family->revoked.saw(false, done.span)) {
    life.world.violated("a passkey is registered with a revoked token");
  }
  if (life.world.dice.one_in(4) && complete(life, person, *family, options).heard()) {
    life.world.violated("a registration is accepted twice");
  }
}

void give_up_passkey(Life& life) {
  const Somebody who = somebody(life);
  if (!who || who.person->passkeys.empty()) return;
  const Use use(*who.name);
  Person& person = *who.person;
  Family* const family = newest_session_of(life, person);
  if (family == nullptr) return;
  Passkey& passkey = *life.world.dice.pick(person.passkeys);
  Writes writes(person, life.world.now());
  writes.add(passkey.exists, false);
  const Answer answer =
      life.world.call("DeleteWebAuthnCredential",
                      object("AccessToken", family->access_tokens.back().text, "CredentialId",
                             codec::base64url_encode(passkey.key.credential_id)));
  writes.end(answer.fate(), answer.span.end);
  if (answer.refused("ResourceNotFoundException")) {
    // A registration whose answer was lost may never have been; and passkeys go with their user.
    if (!passkey.exists.saw(false, answer.span) && !person.exists.may_be(false, answer.span)) {
      life.world.violated("a passkey has been lost");
    }
    return;
  }
  life.agrees(person, answer);
}

Json answer_passkey(Life& life, const Challenge& challenge, Turn& turn) {
  const auto options = Json::parse(
      challenge.response.find("ChallengeParameters")->get_string("CREDENTIAL_REQUEST_OPTIONS"));
  const auto& passkeys = turn.attempt.person->passkeys;
  if (!options.ok() || passkeys.empty()) {
    turn.right = false;
    return object("CREDENTIAL", "{}");
  }
  turn.passkey = life.world.dice.pick(passkeys).get();
  test::Ceremony ceremony;
  if (turn.right) {
    turn.attempt.proofs.insert("passkey");
  } else {
    ceremony.challenge = codec::base64url_encode(std::string(32, 'x'));
  }
  return object("CREDENTIAL", turn.passkey->key.get(*options, ceremony).dump());
}

void judge_passkey(Life& life, const Turn& turn, const Answer& answer) {
  if (turn.passkey == nullptr) return;
  if (!turn.right) life.world.violated("a passkey's answer to another challenge is accepted");
  if (!turn.passkey->exists.saw(true, answer.span)) {
    life.world.violated("a passkey is accepted that was given up");
  }
}

}  // namespace postern::sim
