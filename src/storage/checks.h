// The refusals that all backends share.
#pragma once

#include <string_view>

#include "base/result.h"

namespace postern::storage {

Error invalid_argument(std::string_view message);
Error storage_error(std::string_view message);
Error conflict_error();

Status check_key(std::string_view key);
Status check_value(std::string_view value);

}  // namespace postern::storage
