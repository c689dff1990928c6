// What kind of world a seed makes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "simulation/dice.h"

namespace postern::sim {

enum class Devices : std::uint8_t {
  unknown,   // The pool does not track them.
  beside,    // A remembered one proves itself beside whatever else is owed,
  replaces,  // or in the place of a second factor.
};

struct Settings {
  std::size_t hosts = 3;
  bool is_shared = true;  // Otherwise the one engine may trust what it remembers.
  std::size_t clients = 5;
  std::size_t names = 6;             // That users may have.
  std::size_t steps_per_switch = 4;  // One storage step in so many lets another client go on.
  unsigned faults = 0;               // Of 100,000 storage steps.
  unsigned mishaps = 0;              // Of 100,000 messages, answers and calls of functions.
  bool email_is_alias = false;
  // What MfaConfiguration may be: the first one to begin with, administrators choose anew.
  std::vector<std::string_view> mfa_modes = {"OFF"};
  bool takes_totp = false;
  bool takes_sms = false;
  bool takes_email = false;  // As a second factor.
  Devices devices = Devices::unknown;
  bool remembers_on_prompt = false;  // Devices, not by themselves.
  bool functions = false;            // The host has functions, which may be slow or fail.
  bool passkeys = false;
  bool tracks_sessions = false;  // At most three sessions a user.

  [[nodiscard]] bool takes_mfa() const { return takes_totp || takes_sms || takes_email; }
  // Then codes by e-mail are no first factor, and passkeys none by themselves.
  [[nodiscard]] bool may_demand_mfa() const {
    return std::ranges::find(mfa_modes, "ON") != mfa_modes.end();
  }
};

inline void draw_factors(Dice& dice, Settings& settings) {
  switch (dice.below(4)) {
    case 0:
      return;
    case 1:
      settings.mfa_modes = {"OPTIONAL"};
      break;
    case 2:
      settings.mfa_modes = {"ON"};
      break;
    default:
      settings.mfa_modes = {"OPTIONAL", "ON", "OFF"};
  }
  settings.takes_totp = !dice.one_in(4);
  settings.takes_sms = dice.one_in(2) || !settings.takes_totp;
  settings.takes_email = dice.one_in(2);
}

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
  draw_factors(dice, settings);
  settings.functions = dice.one_in(2);
  settings.tracks_sessions = dice.one_in(3);
  settings.passkeys = dice.one_in(2) && !settings.may_demand_mfa();
  settings.devices = static_cast<Devices>(dice.below(3));
  settings.remembers_on_prompt = dice.one_in(3);
  return settings;
}

}  // namespace postern::sim
