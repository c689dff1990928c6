// Base64 (RFC 4648): the standard form with padding, the URL form without. Only canonical text is
// accepted, so each byte string has exactly one spelling and re-encoding gives the input back.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::codec {

[[nodiscard]] std::string base64_encode(std::string_view bytes);
[[nodiscard]] Result<std::string> base64_decode(std::string_view text);

// The URL form never has padding (RFC 7515 section 2).
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] Result<std::string> base64url_decode(std::string_view text);

}  // namespace postern::codec
