// How each challenge is answered, rightly or wrongly.
#include "codec/base32.h"
#include "codec/base64.h"
#include "codec/srp_timestamp.h"
#include "crypto/totp.h"
#include "simulation/functions.h"
#include "simulation/sign_in.h"

namespace postern::sim {
namespace {

constexpr std::string_view kNoCode = "000000";

// The newest letter with a code that has come for a sign-in, by one way, or null.
Mail* newest_letter(Life& life, const Person& person, bool by_mail) {
  Mail* newest = nullptr;
  for (Mail& mail : life.world.mail) {
    const bool is_mail = mail.destination.find('@') != std::string::npos;
    if (mail.source == "Authentication" && mail.name == person.name && is_mail == by_mail &&
        mail.arrives <= life.world.now() && mail.made.end >= person.made.begin) {
      newest = &mail;
    }
  }
  return newest;
}

Json answer_verifier(Life& life, const Challenge& challenge, Turn& turn) {
  const Json& parameters = *challenge.response.find("ChallengeParameters");
  const std::string timestamp = codec::format_srp_timestamp(life.world.now_us() / kMicrosPerSecond);
  const std::string_view block = parameters.get_string("SECRET_BLOCK");
  turn.attempt.proofs.insert("password");
  return object(
      "PASSWORD_CLAIM_SECRET_BLOCK", block, "TIMESTAMP", timestamp, "PASSWORD_CLAIM_SIGNATURE",
      challenge.srp->answer(parameters.get_string("USER_ID_FOR_SRP"), turn.attempt.password,
                            std::string(parameters.get_string("SALT")),
                            std::string(parameters.get_string("SRP_B")),
                            codec::base64_decode(block).value(), timestamp));
}

Json answer_app(Life& life, Turn& turn) {
  std::string code(kNoCode);
  const auto seed = codec::base32_decode(turn.attempt.person->secret);
  if (turn.right && seed.ok() && !seed->empty()) {
    code = crypto::totp::code(*seed, crypto::totp::step_at(life.world.now_us() / kMicrosPerSecond));
    turn.attempt.proofs.insert("totp");
    turn.app_code = turn.attempt.person->secret + " " + code;
  }
  return object("SOFTWARE_TOKEN_MFA_CODE", code);
}

Json answer_message(Life& life, Turn& turn, bool by_mail) {
  turn.letter = turn.right ? newest_letter(life, *turn.attempt.person, by_mail) : nullptr;
  turn.right = turn.letter != nullptr;
  // Behind another proof it is a second factor, and otherwise the first.
  const bool is_second = !turn.attempt.proofs.empty();
  if (turn.right) {
    turn.attempt.proofs.insert(!by_mail ? "sms" : is_second ? "second email" : "email");
  }
  turn.may_confirm = by_mail && !is_second;
  return object(by_mail ? "EMAIL_OTP_CODE" : "SMS_MFA_CODE",
                turn.letter != nullptr ? turn.letter->code : std::string(kNoCode));
}

Json answer_password(Life& life, Turn& turn) {
  turn.attempt.password = life.password_of(*turn.attempt.person, turn.right);
  turn.attempt.proofs.insert("password");
  return object("PASSWORD", turn.attempt.password);
}

Json answer_choice(Life& life, Turn& turn) {
  if (life.world.dice.one_in(2)) {
    turn.right = true;
    return object("ANSWER", "EMAIL_OTP");
  }
  return answer_password(life, turn).set("ANSWER", "PASSWORD");
}

Json answer_factor_choice(Life& life, const Challenge& challenge) {
  const auto offered =
      Json::parse(challenge.response.find("ChallengeParameters")->get_string("MFAS_CAN_CHOOSE"));
  if (!offered.ok() || offered->empty()) return object("ANSWER", "SMS_MFA");
  return object("ANSWER", life.world.dice.pick(offered->as_array()).as_string());
}

// MFA_SETUP: an app is registered with the sign-in's Session, and shows its code. Returns the
// Session that stands for that; empty where it came to nothing.
std::string set_app_up(Life& life, Challenge& challenge, Turn& turn) {
  Person& person = *turn.attempt.person;
  if (!life.world.settings.takes_totp || person.registering) return {};
  person.registering = true;
  std::string session;
  const Answer begun =
      life.world.call("AssociateSoftwareToken", object("Session", challenge.session));
  if (begun.heard() && ++challenge.apps_begun > 1) {
    life.world.violated("a session begins two apps");
  }
  const std::string secret(begun.body.get_string("SecretCode"));
  if (begun.heard() && !secret.empty()) {
    const std::string code =
        crypto::totp::code(codec::base32_decode(secret).value(),
                           crypto::totp::step_at(life.world.now_us() / kMicrosPerSecond));
    Writes writes(person, life.world.now());
    writes.add(person.totp, true).add(person.has_app, true);
    const Answer proven =
        life.world.call("VerifySoftwareToken",
                        object("Session", begun.body.get_string("Session"), "UserCode", code));
    if (proven.heard() && !person.has_app.may_be(false, proven.span)) {
      life.world.violated("a new app takes the place of one that is owed");
    }
    if (proven.fate() != Fate::not_done) person.secret = secret;
    if (proven.heard()) {
      person.used_codes.insert(secret + " " + code);
      session = proven.body.get_string("Session");
    }
    writes.end(proven.fate(), proven.span.end);
  }
  person.registering = false;
  return session;
}

Json answer_set_up(Life& life, Challenge& challenge, Turn& turn) {
  turn.session = set_app_up(life, challenge, turn);
  turn.right = !turn.session.empty();
  if (turn.right) turn.attempt.proofs.insert("totp");
  return Json::object();
}

Json answer_new_password(Life& life, Turn& turn) {
  turn.right = true;
  turn.new_password = turn.attempt.password = life.any_password();
  return object("NEW_PASSWORD", turn.new_password);
}

Json answer_custom(Turn& turn) {
  const std::string answer = custom_answer(turn.attempt.person->name);
  if (turn.right) turn.attempt.proofs.insert("custom");
  return object("ANSWER", turn.right ? answer : "another-word");
}

Json responses_to(Life& life, Challenge& challenge, Turn& turn) {
  const std::string& name = challenge.name;
  if (name == "PASSWORD_VERIFIER" && challenge.srp) return answer_verifier(life, challenge, turn);
  if (name == "SOFTWARE_TOKEN_MFA") return answer_app(life, turn);
  if (name == "SMS_MFA") return answer_message(life, turn, false);
  if (name == "EMAIL_OTP") return answer_message(life, turn, true);
  if (name == "PASSWORD") return answer_password(life, turn);
  if (name == "SELECT_CHALLENGE") return answer_choice(life, turn);
  if (name == "SELECT_MFA_TYPE") return answer_factor_choice(life, challenge);
  if (name == "MFA_SETUP") return answer_set_up(life, challenge, turn);
  if (name == "DEVICE_SRP_AUTH") return answer_device(life, turn);
  if (name == "DEVICE_PASSWORD_VERIFIER") return answer_device_verifier(life, challenge, turn);
  if (name == "NEW_PASSWORD_REQUIRED") return answer_new_password(life, turn);
  if (name == "CUSTOM_CHALLENGE") return answer_custom(turn);
  if (name == "WEB_AUTHN") return answer_passkey(life, challenge, turn);
  return Json::object();
}

}  // namespace

Turn make_answer(Life& life, Challenge& challenge, bool right) {
  Turn turn;
  turn.attempt = challenge.attempt;
  turn.operation = "RespondToAuthChallenge";
  turn.right = right;
  Json responses = responses_to(life, challenge, turn);
  // Somebody who answers in another's name, or from another app, gets nowhere.
  std::string name = turn.attempt.person->name;
  if (challenge.name == "PASSWORD_VERIFIER") {
    name = challenge.response.find("ChallengeParameters")->get_string("USERNAME");
  }
  const bool stranger = life.world.dice.one_in(16);
  if (stranger) name = life.world.dice.pick(life.names).name;
  const std::size_t app =
      life.world.dice.one_in(16) ? life.world.dice.below(life.apps.size()) : turn.attempt.app;
  turn.request = object("ClientId", life.apps[app].id, "ChallengeName", challenge.name)
                     .set("ChallengeResponses", responses.set("USERNAME", name));
  const std::string& session = turn.session.empty() ? challenge.session : turn.session;
  if (!session.empty()) turn.request.set("Session", session);
  return turn;
}

}  // namespace postern::sim
