// Sign-ins of every flow begin, go on, are left in the middle and taken up by others.
#include "simulation/sign_in.h"

#include "codec/hex.h"

namespace postern::sim {
namespace {

constexpr std::size_t kChallengesKept = 40;
constexpr int kTurnsMax = 5;

Json start_request(const Life& life, std::size_t app, std::string_view flow, Json parameters) {
  return object("ClientId", life.apps[app].id, "AuthFlow", flow)
      .set("AuthParameters", std::move(parameters));
}

Turn start_with_password(Life& life, const Somebody& who, bool right) {
  Turn turn;
  turn.right = right;
  turn.attempt = {.person = who.person, .app = life.world.dice.below(life.apps.size())};
  turn.attempt.password = life.password_of(*who.person, right);
  turn.attempt.proofs.insert("password");
  Json parameters = object("USERNAME", who.name->name, "PASSWORD", turn.attempt.password);
  name_device(life, turn, parameters);
  const bool chooses = turn.attempt.app == 0 && life.world.dice.one_in(3);
  if (chooses) parameters.set("PREFERRED_CHALLENGE", "PASSWORD");
  turn.request = start_request(life, turn.attempt.app, chooses ? "USER_AUTH" : "USER_PASSWORD_AUTH",
                               std::move(parameters));
  return turn;
}

Turn start_with_srp(Life& life, const Somebody& who, bool right) {
  Turn turn;
  turn.attempt = {.person = who.person, .app = life.world.dice.below(2)};
  turn.attempt.password = life.password_of(*who.person, right);
  std::string secret(32, '\0');
  for (char& byte : secret) byte = static_cast<char>(life.world.dice.next());
  secret[0] = 1;
  turn.srp = std::make_shared<const test::SrpClient>(test::SrpClient::with_secret(
      life.pool.substr(life.pool.find('_') + 1), codec::hex_encode(secret)));
  Json parameters = object("USERNAME", who.name->name, "SRP_A", turn.srp->A_hex());
  name_device(life, turn, parameters);
  turn.request = start_request(life, turn.attempt.app, "USER_SRP_AUTH", std::move(parameters));
  return turn;
}

Turn start_with_choice(Life& life, const Somebody& who, std::string_view preferred) {
  Turn turn;
  turn.attempt = {.person = who.person, .app = 0};
  Json parameters = object("USERNAME", who.name->name);
  if (!preferred.empty()) parameters.set("PREFERRED_CHALLENGE", preferred);
  turn.request = start_request(life, 0, "USER_AUTH", std::move(parameters));
  return turn;
}

Turn start_custom(Life& life, const Somebody& who) {
  Turn turn;
  turn.attempt = {.person = who.person, .app = 0};
  turn.request = start_request(life, 0, "CUSTOM_AUTH", object("USERNAME", who.name->name));
  return turn;
}

// Whether nothing stands against tokens for a password alone.
bool must_have_tokens(const Life& life, const Turn& turn, const Answer& answer) {
  const Person& person = *turn.attempt.person;
  const Span& span = answer.span;
  return turn.request.contains("AuthFlow") && turn.attempt.proofs.contains("password") &&
         !turn.names_device && !life.mfa_mode.may_be("ON", span) &&
         person.guesses.begun_at_most <= 5 && person.exists.must_be(true, span) &&
         person.enabled.must_be(true, span) &&
         person.status.must_be(std::string(kConfirmed), span) &&
         person.password.must_be(turn.attempt.password, span) && person.totp.must_be(false, span) &&
         person.sms.must_be(false, span) && person.mail_factor.must_be(false, span);
}

std::shared_ptr<Challenge> keep_challenge(Life& life, const Turn& turn, const Answer& answer) {
  auto challenge = std::make_shared<Challenge>();
  challenge->attempt = turn.attempt;
  challenge->name = answer.body.get_string("ChallengeName");
  challenge->session = answer.body.get_string("Session");
  challenge->response = answer.body;
  challenge->srp = turn.srp;
  challenge->asked = answer.span;
  challenge->asked_us = answer.ended_us;
  life.challenges.push_back(challenge);
  if (life.challenges.size() > kChallengesKept) life.challenges.pop_front();
  return challenge;
}

// What a call was accepted for is used up.
void judge_single_use(Life& life, const Turn& turn, Challenge* answered, const Answer& answer) {
  if (answered != nullptr && ++answered->accepted > 1) {
    life.world.violated("a session is accepted twice");
  }
  const bool by_mail =
      turn.letter != nullptr && turn.letter->destination.find('@') != std::string::npos;
  if (by_mail && !turn.attempt.person->email.may_be(turn.letter->destination, answer.span)) {
    life.world.violated("a code of a sign-in counts that went to another address");
  }
  if (turn.letter != nullptr && ++turn.letter->accepted > 1) {
    life.world.violated("a code of a sign-in is accepted twice");
  }
  if (!turn.app_code.empty() && !turn.attempt.person->used_codes.insert(turn.app_code).second) {
    life.world.violated("a code of an authenticator app is accepted twice");
  }
}

void go_on(Life& life, std::shared_ptr<Challenge> challenge) {
  for (int turn = 0; challenge && turn < kTurnsMax && !life.world.over(); ++turn) {
    if (life.world.dice.one_in(8)) return;  // Left for somebody else.
    const Turn answer = make_answer(life, *challenge, !life.world.dice.one_in(6));
    challenge = take_turn(life, answer, challenge.get());
  }
}

}  // namespace

std::shared_ptr<Challenge> take_turn(Life& life, const Turn& turn, Challenge* answered) {
  Person& person = *turn.attempt.person;
  const bool locked = life.is_locked(person);
  Writes writes(person, life.world.now());
  Writes confirms(writes, person);
  if (turn.may_confirm) confirms.add(person.status, std::string(kConfirmed));
  if (!turn.new_password.empty()) {
    writes.add_password(turn.new_password).add(person.status, std::string(kConfirmed));
  }
  ++person.guesses.begun_at_most;  // Until it proves right.
  std::unique_ptr<Clearing> clearing;
  if (turn.right) clearing = std::make_unique<Clearing>(life, person);
  const Answer answer = life.world.call(turn.operation, turn.request);
  const bool alone = writes.alone(answer);
  const bool tokens = answer.heard() && answer.body.contains("AuthenticationResult");
  if (answer.heard()) {
    judge_single_use(life, turn, answered, answer);
    judge_passkey(life, turn, answer);
  }
  judge_device_answer(life, turn, answer);
  if (tokens) life.receive_tokens(turn.attempt, answer, locked && alone);
  if (!answer.ok && alone && must_have_tokens(life, turn, answer)) {
    life.world.violated("the right password is refused");
  }
  if (answer.heard() && turn.right) --person.guesses.begun_at_most;
  life.guessed(person, answer, turn.right);
  if (clearing) clearing->end(answer.fate(), tokens && alone);
  writes.end(answer.fate(), answer.span.end);
  // The code confirms in a transaction of its own, before the host's function is told.
  const Fate confirmed = answer.mishaps.commits == 0 ? Fate::not_done : Fate::unknown;
  confirms.end(tokens ? Fate::done : confirmed, answer.span.end);
  if (!life.agrees(person, answer) || !answer.heard() || tokens) return nullptr;
  return keep_challenge(life, turn, answer);
}

void sign_in(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  const bool right = !life.world.dice.one_in(4);
  Turn turn;
  switch (life.world.dice.below(8)) {
    case 0:
      turn = start_with_srp(life, who, right);
      break;
    case 1:
      turn = start_with_choice(life, who, "EMAIL_OTP");
      break;
    case 2:
      turn = start_with_choice(life, who, {});
      break;
    case 3:
      if (!life.world.settings.functions) return;
      turn = start_custom(life, who);
      break;
    case 4:
      turn = life.world.settings.passkeys ? start_with_choice(life, who, "WEB_AUTHN")
                                          : start_with_password(life, who, right);
      break;
    default:
      turn = start_with_password(life, who, right);
  }
  turn.operation = "InitiateAuth";
  go_on(life, take_turn(life, turn, nullptr));
}

void guess_passwords(Life& life) {
  const Somebody who = somebody(life);
  if (!who) return;
  const Use use(*who.name);
  // More than are free, and what is right at last.
  for (std::size_t left = 5 + life.world.dice.below(4); left > 0; --left) {
    Turn turn = start_with_password(life, who, left == 1);
    turn.operation = "InitiateAuth";
    take_turn(life, turn, nullptr);
  }
}

void answer_somebodys_challenge(Life& life) {
  if (life.challenges.empty()) return;
  const auto challenge = life.world.dice.pick(life.challenges);
  Name& name = life.name_of(*challenge->attempt.person);
  if (name.creators > 0) return;
  const Use use(name);
  const Turn turn = make_answer(life, *challenge, !life.world.dice.one_in(4));
  go_on(life, take_turn(life, turn, challenge.get()));
}

}  // namespace postern::sim
