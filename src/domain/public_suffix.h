// Domains under which anybody may register a name: "com", "co.uk", "github.io".
#pragma once

#include <string_view>

namespace postern::domain {

// By the Public Suffix List, its private section included, as the machine that built the engine has
// it; a single label always is one. `domain` is in lower case, and in IDNA's ASCII form.
bool is_public_suffix(std::string_view domain);

}  // namespace postern::domain
