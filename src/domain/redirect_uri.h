// Addresses that a client registers to be sent back to.
#pragma once

#include <string_view>

#include "base/result.h"

namespace postern::domain {

// Accepts https, http on the loopback interface, and an app's own scheme. Refuses what a browser
// would run, read locally, or send in the clear (O10).
Status check_redirect_uri(std::string_view uri);

}  // namespace postern::domain
