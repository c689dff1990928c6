// Ranges of IP addresses in CIDR notation.
#include "codec/ip_range.h"

#include <arpa/inet.h>

#include <charconv>
#include <string>

namespace postern::codec {
namespace {

// The number, or -1 for anything but digits without a leading zero.
int read_bits(std::string_view text) {
  int bits = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && (text.size() == 1 || text.front() != '0') ? bits : -1;
}

}  // namespace

bool is_ip_range(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || text.find('\0') != std::string_view::npos) return false;
  const std::string address(text.substr(0, slash));
  const int bits = read_bits(text.substr(slash + 1));
  unsigned char bytes[16];
  if (inet_pton(AF_INET, address.c_str(), bytes) == 1) return bits >= 0 && bits <= 32;
  if (inet_pton(AF_INET6, address.c_str(), bytes) == 1) return bits >= 0 && bits <= 128;
  return false;
}

}  // namespace postern::codec
