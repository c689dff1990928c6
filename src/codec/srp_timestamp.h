// The TIMESTAMP of an SRP proof, e.g. "Tue Sep 5 08:07:09 UTC 2023": day of the month without
// padding, English names whatever the locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::codec {

// Seconds since 1970. Exactly one text stands for each second: a wrong weekday, a padded day, a
// doubled space, other cases or another zone are refused, because the text itself is signed.
[[nodiscard]] Result<std::int64_t> parse_srp_timestamp(std::string_view text);

// REQUIRES: 0 <= `epoch_s`, before the year 10000.
[[nodiscard]] std::string format_srp_timestamp(std::int64_t epoch_s);

}  // namespace postern::codec
