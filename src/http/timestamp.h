// The two spellings of time in HTTP: the Date field, and the stamp of an AWS signature.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::http {

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7). Independent of the locale.
std::string http_date(std::int64_t epoch_s);

// "20150830T123600Z", nothing else: no other precision, no impossible date.
std::optional<std::int64_t> parse_amz_date(std::string_view text);
std::string amz_date(std::int64_t epoch_s);

}  // namespace postern::http
