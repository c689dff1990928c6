// Base32 (RFC 4648 section 6) without padding, as authenticator apps read seeds.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::codec {

// Upper case, no padding.
std::string base32_encode(std::string_view bytes);

// Strict: upper case, no padding, no stray bits in the last character. Errc::invalid_argument for
// everything else.
Result<std::string> base32_decode(std::string_view text);

}  // namespace postern::codec
