// Hexadecimal text.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::codec {

// Two lower-case digits a byte.
[[nodiscard]] std::string hex_encode(std::string_view bytes);

// Takes both cases. Refuses an odd count of digits and everything that is not a digit.
[[nodiscard]] Result<std::string> hex_decode(std::string_view text);

}  // namespace postern::codec
