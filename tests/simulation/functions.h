// The host's functions in a simulated world: a custom challenge with one right answer a user.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::sim {

inline constexpr std::string_view kFunctions[] = {
    "PreSignUp",           "PostConfirmation",           "PreAuthentication",
    "PostAuthentication",  "PreTokenGeneration",         "DefineAuthChallenge",
    "CreateAuthChallenge", "VerifyAuthChallengeResponse"};

std::string custom_answer(std::string_view username);

Result<std::string> answer_function(std::string_view function, std::string_view event);

}  // namespace postern::sim
