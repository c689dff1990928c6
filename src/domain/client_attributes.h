// Which attributes an app client may list for reading and writing.
#pragma once

#include <string_view>

#include "domain/client.h"

namespace postern::domain {

// `doing` is "creating" or "updating": the refusal says at what it was met.
Status check_attribute_lists(const Pool& pool, const Client& client, std::string_view doing);

}  // namespace postern::domain
