// IP addresses and ranges of them in CIDR notation.
#pragma once

#include <string>
#include <string_view>

namespace postern::codec {

// "203.0.113.0/24" or "2001:db8::/32": an address as inet_pton(3) reads it, a slash, and how many
// bits count, in decimal without leading zeros. Bits behind those may be set.
[[nodiscard]] bool is_ip_range(std::string_view text);

// Whether `range` holds the address. An IPv4 address is the same written as IPv6 (::ffff:0:0/96).
// False for what is no address or no range.
[[nodiscard]] bool is_in_ip_range(std::string_view address, std::string_view range);

// The network an address belongs to, as bytes to compare: its first 24 bits (IPv4) or 48 (IPv6),
// what a provider commonly gives one place. Empty for what is no address.
[[nodiscard]] std::string ip_network(std::string_view address);

// What one subscriber commonly has to themselves, as bytes to compare: the whole of an IPv4
// address, the first 64 bits of IPv6. Empty for what is no address.
[[nodiscard]] std::string ip_subscriber(std::string_view address);

// Whether it is an address that nobody out there has: of this machine, of its network, of a network
// that is not the internet's (RFC 1918, 3927, 4193, 4291, 6598). False for what is no address.
[[nodiscard]] bool is_private_ip(std::string_view address);

}  // namespace postern::codec
