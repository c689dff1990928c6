// Signing in, one call at a time: what is sent, and what it rightly shows.
#pragma once

#include <memory>
#include <string>

#include "simulation/life.h"

namespace postern::sim {

// One call of a sign-in.
struct Turn {
  Attempt attempt;  // With what this call shows, if it is accepted.
  std::string operation;
  Json request = Json::object();
  bool right = true;           // As far as the client knows; a wrong one is a guess.
  bool may_confirm = false;    // A code by e-mail confirms its user as well.
  std::string new_password;    // Empty: none is set.
  std::string session;         // In the place of the challenge's own.
  std::string app_code;        // With its seed; empty: no code of an app is shown.
  Passkey* passkey = nullptr;  // That answers.
  Mail* letter = nullptr;      // With the code it shows.
  bool names_device = false;
  bool proves_device = false;
  std::shared_ptr<const test::SrpClient> srp;  // Of an exchange that this call starts.
};

// Makes the call and judges what comes of it. Returns the challenge that follows, or null.
std::shared_ptr<Challenge> take_turn(Life& life, const Turn& turn, Challenge* answered);

// passkeys.cc: the answer of one, and what it means that it was accepted.
Json answer_passkey(Life& life, const Challenge& challenge, Turn& turn);
void judge_passkey(Life& life, const Turn& turn, const Answer& answer);

// devices.cc: a device in the request that begins a sign-in, its answers, and what they mean.
void name_device(Life& life, Turn& turn, Json& parameters);
Json answer_device(Life& life, Turn& turn);
Json answer_device_verifier(Life& life, const Challenge& challenge, Turn& turn);
void judge_device_answer(Life& life, const Turn& turn, const Answer& answer);

// The answer to a challenge, right or wrong.
Turn make_answer(Life& life, Challenge& challenge, bool right);

}  // namespace postern::sim
