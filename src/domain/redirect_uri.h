// Addresses in configuration: where a client is sent back to, and where other servers are.
#pragma once

#include <string_view>

#include "base/result.h"

namespace postern::domain {

// Accepts https, http on the loopback interface, and an app's own scheme. Refuses what a browser
// would run, read locally, or send in the clear (O10).
Status check_redirect_uri(std::string_view uri);

// Whether a server may be asked there: https, or http on the loopback interface for development; no
// credentials, no fragment (F14).
bool is_web_url(std::string_view url);

}  // namespace postern::domain
