// xs:dateTime in UTC, as SAML writes points in time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::codec {

// "2026-11-22T03:04:05Z", fractions of a second allowed and cut to microseconds. Nothing for other
// time zones, for none, and for days and hours that are none; years are 1970 to 9999.
[[nodiscard]] std::optional<std::int64_t> read_xml_date_time(std::string_view text);

// To the second. REQUIRES: 0 <= time_us, before the year 10000.
[[nodiscard]] std::string write_xml_date_time(std::int64_t time_us);

}  // namespace postern::codec
