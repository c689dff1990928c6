// What kind of world a seed makes.
#pragma once

#include <cstddef>
#include <string>

#include "simulation/dice.h"

namespace postern::sim {

struct Settings {
  std::size_t hosts = 3;
  bool is_shared = true;  // Otherwise the one engine may trust what it remembers.
  std::size_t clients = 5;
  std::size_t names = 6;             // That users may have.
  std::size_t steps_per_switch = 4;  // One storage step in so many lets another client go on.
  unsigned faults = 0;               // Of 100,000 storage steps.
  unsigned mishaps = 0;              // Of 100,000 messages, answers and calls of functions.
  bool email_is_alias = false;
  bool takes_mfa = false;
  bool functions = false;        // The host has functions, which may be slow or fail.
  bool passkeys = false;
  bool tracks_sessions = false;  // At most three sessions a user.
};

inline Settings draw_settings(Dice& dice) {
  constexpr unsigned kFaults[] = {0, 30, 120, 400};
  constexpr std::size_t kSwitches[] = {1, 2, 4, 12};
  Settings settings;
  settings.hosts = 1 + dice.below(3);
  settings.is_shared = settings.hosts > 1;
  settings.clients = 2 + dice.below(5);
  settings.names = 2 + dice.below(6);
  settings.steps_per_switch = dice.pick(kSwitches);
  settings.faults = dice.pick(kFaults);
  settings.mishaps = settings.faults == 0 ? 0 : 2'000;
  settings.email_is_alias = dice.one_in(2);
  settings.takes_mfa = dice.one_in(2);
  settings.functions = dice.one_in(2);
  settings.tracks_sessions = dice.one_in(3);
  settings.passkeys = dice.one_in(2);
  return settings;
}

}  // namespace postern::sim
