// A function of the host: JSON in, JSON out, or the host's own words why not.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace postern {

// Runs on the calling thread, with no lock and no transaction held; may call the engine again. On
// failure Error::message is what the host said.
using HostFunction = std::function<Result<std::string>(std::string_view json)>;

// Runs a function that a pool names by its ARN only: Cognito's event in, the function's answer out.
// Threads as above. On failure Error::code kFunctionFailed means that the function itself refused,
// with Error::message its words; any other that it could not be run, and why.
using InvokeFunction =
    std::function<Result<std::string>(std::string_view function_arn, std::string_view event)>;

inline constexpr std::string_view kFunctionFailed = "FunctionFailed";

}  // namespace postern
