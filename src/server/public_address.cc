// Which network addresses are anybody's on the internet.
#include "public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace postern::server {
namespace {

struct Range4 {
  std::uint32_t first;
  int bits;
};

// The IANA's registry of special-purpose IPv4 addresses, as far as they are not globally reachable
// (RFC 6890), and multicast.
constexpr Range4 kNotPublic4[] = {
    {0x00000000, 8},   // This host.
    {0x0a000000, 8},   // Private use.
    {0x64400000, 10},  // Shared by a carrier's customers.
    {0x7f000000, 8},   // Loopback.
    {0xa9fe0000, 16},  // Link-local: the metadata of machines in a cloud.
    {0xac100000, 12},  // Private use.
    {0xc0000000, 24},  // Protocol assignments.
    {0xc0000200, 24},  // Documentation.
    {0xc0a80000, 16},  // Private use.
    {0xc6120000, 15},  // Benchmarks.
    {0xc6336400, 24},  // Documentation.
    {0xcb007100, 24},  // Documentation.
    {0xe0000000, 3},   // Multicast, reserved, broadcast.
};

bool is_public4(std::uint32_t address) {
  return std::none_of(std::begin(kNotPublic4), std::end(kNotPublic4), [&](const Range4& range) {
    return (address ^ range.first) >> (32 - range.bits) == 0;
  });
}

using Bytes16 = std::array<std::uint8_t, 16>;

std::uint32_t four_bytes(const Bytes16& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) value = value << 8 | bytes[i];
  return value;
}

// Global unicast is 2000::/3, less what in it is for documentation and protocols, or carries an
// IPv4 address to be reached instead.
bool is_public6(const Bytes16& bytes) {
  const std::uint32_t head = four_bytes(bytes, 0);
  if (head == 0x0064ff9b) return is_public4(four_bytes(bytes, 12));  // RFC 6052
  if (head >> 29 != 1) return false;
  if (head >> 16 == 0x2002) return is_public4(four_bytes(bytes, 2));  // 6to4
  const bool is_special = head == 0x20010db8 || head >> 9 == 0x20010000 >> 9;
  return !is_special;
}

}  // namespace

bool is_public(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in4;
    std::memcpy(&in4, &address, sizeof in4);
    return is_public4(ntohl(in4.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 in6;
  std::memcpy(&in6, &address, sizeof in6);
  Bytes16 bytes;
  std::memcpy(bytes.data(), &in6.sin6_addr, bytes.size());
  const bool is_mapped =
      four_bytes(bytes, 0) == 0 && four_bytes(bytes, 4) == 0 && four_bytes(bytes, 8) == 0xffff;
  return is_mapped ? is_public4(four_bytes(bytes, 12)) : is_public6(bytes);
}

}  // namespace postern::server
