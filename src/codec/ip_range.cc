// IP addresses and ranges of them in CIDR notation.
#include "codec/ip_range.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace postern::codec {
namespace {

constexpr std::string_view kMappedIpv4("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
constexpr int kMappedBits = 96;

constexpr std::string_view kPrivate[] = {"127.0.0.0/8",    "10.0.0.0/8",     "172.16.0.0/12",
                                         "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
                                         "::1/128",        "fc00::/7",       "fe80::/10"};

// The number, or -1 for anything but digits without a leading zero.
int read_bits(std::string_view text) {
  int bits = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && (text.size() == 1 || text.front() != '0') ? bits : -1;
}

// Every address as the 16 bytes of IPv6.
struct Address {
  std::string bytes;
  bool is_ipv4 = false;
};

std::optional<Address> read_address(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string address(text);
  char bytes[16];
  if (inet_pton(AF_INET, address.c_str(), bytes) == 1) {
    return Address{std::string(kMappedIpv4) + std::string(bytes, 4), true};
  }
  if (inet_pton(AF_INET6, address.c_str(), bytes) == 1) return Address{std::string(bytes, 16)};
  return std::nullopt;
}

struct Range {
  std::string bytes;
  int bits = 0;
};

std::optional<Range> read_range(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = read_address(text.substr(0, slash));
  const int bits = read_bits(text.substr(slash + 1));
  if (!address || bits < 0 || bits > (address->is_ipv4 ? 32 : 128)) return std::nullopt;
  return Range{address->bytes, address->is_ipv4 ? kMappedBits + bits : bits};
}

bool same_bits(std::string_view a, std::string_view b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (a.substr(0, whole) != b.substr(0, whole)) return false;
  const int rest = bits % 8;
  if (rest == 0) return true;
  const auto top = [&](std::string_view bytes) {
    return static_cast<unsigned char>(bytes[whole]) >> (8 - rest);
  };
  return top(a) == top(b);
}

}  // namespace

bool is_ip_range(std::string_view text) {
  return read_range(text).has_value();
}

bool is_in_ip_range(std::string_view address, std::string_view range) {
  const auto wanted = read_address(address);
  const auto within = read_range(range);
  return wanted && within && same_bits(wanted->bytes, within->bytes, within->bits);
}

std::string ip_network(std::string_view address) {
  const auto read = read_address(address);
  if (!read) return {};
  const bool is_ipv4 = read->bytes.starts_with(kMappedIpv4);
  return read->bytes.substr(0, is_ipv4 ? 15 : 6);
}

std::string ip_subscriber(std::string_view address) {
  const auto read = read_address(address);
  if (!read) return {};
  const bool is_ipv4 = read->bytes.starts_with(kMappedIpv4);
  return is_ipv4 ? read->bytes.substr(kMappedIpv4.size()) : read->bytes.substr(0, 8);
}

bool is_private_ip(std::string_view address) {
  return std::any_of(std::begin(kPrivate), std::end(kPrivate),
                     [&](std::string_view range) { return is_in_ip_range(address, range); });
}

}  // namespace postern::codec
