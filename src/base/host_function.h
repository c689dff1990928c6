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

}  // namespace postern
