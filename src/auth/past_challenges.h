// The challenges a custom sign-in has been through, as the host's functions are shown them.
#pragma once

#include <string_view>
#include <vector>

#include "auth/progress.h"
#include "triggers/challenge_events.h"

namespace postern::auth {

inline constexpr std::string_view kCustomFlow = "CUSTOM_AUTH";

// Oldest first. They ride in Progress::more.
std::vector<triggers::PastChallenge> past_challenges(const Progress& progress);

// Adds one. Does nothing in other flows, which nobody asks what they have been through.
void note_challenge(Progress& progress, const triggers::PastChallenge& challenge);

}  // namespace postern::auth
