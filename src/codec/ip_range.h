// Ranges of IP addresses in CIDR notation.
#pragma once

#include <string_view>

namespace postern::codec {

// "203.0.113.0/24" or "2001:db8::/32": an address as inet_pton(3) reads it, a slash, and how many
// bits count, in decimal without leading zeros. Bits behind those may be set.
[[nodiscard]] bool is_ip_range(std::string_view text);

}  // namespace postern::codec
