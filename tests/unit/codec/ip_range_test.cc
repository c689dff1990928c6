// Ranges of IP addresses in CIDR notation.
#include <catch2/catch.hpp>

#include "codec/ip_range.h"

using namespace std::string_view_literals;
using postern::codec::is_ip_range;

TEST_CASE("an address with a number of bits is a range") {
  for (const auto text : {"0.0.0.0/0"sv, "10.10.10.10/32"sv, "203.0.113.7/24"sv, "::/0"sv,
                          "2001:db8::/32"sv, "::ffff:192.0.2.1/128"sv}) {
    INFO(text);
    CHECK(is_ip_range(text));
  }
}

TEST_CASE("anything else is none") {
  for (const auto text :
       {""sv, "/"sv, "10.0.0.1"sv, "10.0.0.0/"sv, "10.0.0.0/33"sv, "10.0.0.0/-1"sv, "10.0.0.0/+8"sv,
        "10.0.0.0/08"sv, "10.0.0.0/8 "sv, " 10.0.0.0/8"sv, "10.0.0/8"sv, "10.0.0.256/8"sv,
        "010.0.0.0/8"sv, "::/129"sv, "::/4294967296"sv, "fe80::1%eth0/64"sv, "10.0.0.0/8/8"sv,
        "10.0.0.0\0/8"sv, "example.com/8"sv}) {
    INFO(text);
    CHECK_FALSE(is_ip_range(text));
  }
}

TEST_CASE("an address is in a range by its first bits") {
  using postern::codec::is_in_ip_range;
  CHECK(is_in_ip_range("203.0.113.9", "203.0.113.0/24"));
  CHECK(is_in_ip_range("203.0.113.9", "203.0.113.9/32"));
  CHECK(is_in_ip_range("203.0.113.9", "0.0.0.0/0"));
  CHECK(is_in_ip_range("203.0.113.9", "203.0.112.0/23"));
  CHECK_FALSE(is_in_ip_range("203.0.114.9", "203.0.112.0/23"));
  CHECK_FALSE(is_in_ip_range("203.0.113.8", "203.0.113.9/32"));
  CHECK(is_in_ip_range("2001:db8:1::5", "2001:db8::/32"));
  CHECK_FALSE(is_in_ip_range("2001:db9::5", "2001:db8::/32"));
  // Written as IPv6 it is the same address; an IPv4 range says nothing about others.
  CHECK(is_in_ip_range("::ffff:203.0.113.9", "203.0.113.0/24"));
  CHECK_FALSE(is_in_ip_range("2001:db8::5", "0.0.0.0/0"));
  CHECK_FALSE(is_in_ip_range("nowhere", "0.0.0.0/0"));
  CHECK_FALSE(is_in_ip_range("203.0.113.9", "203.0.113.0"));
}

TEST_CASE("a network is what a provider gives one place") {
  using postern::codec::ip_network;
  CHECK(ip_network("203.0.113.9") == ip_network("203.0.113.200"));
  CHECK(ip_network("203.0.113.9") == ip_network("::ffff:203.0.113.9"));
  CHECK(ip_network("203.0.113.9") != ip_network("203.0.114.9"));
  CHECK(ip_network("2001:db8:1:2::5") == ip_network("2001:db8:1:3::5"));
  CHECK(ip_network("2001:db8:1::5") != ip_network("2001:db8:2::5"));
  CHECK(ip_network("nowhere").empty());
}

TEST_CASE("addresses that nobody out there has are private") {
  using postern::codec::is_private_ip;
  for (const auto address :
       {"127.0.0.1", "::1", "10.1.2.3", "172.31.255.255", "192.168.0.1", "169.254.1.1",
        "100.127.0.1", "fd00::1", "fe80::1", "::ffff:10.0.0.1"}) {
    CHECK(is_private_ip(address));
  }
  for (const auto address : {"203.0.113.9", "172.32.0.1", "100.128.0.1", "128.0.0.1", "2001:db8::1",
                             "::2", "nowhere", ""}) {
    CHECK_FALSE(is_private_ip(address));
  }
}

TEST_CASE("a subscriber has an IPv4 address, or 64 bits of IPv6") {
  using postern::codec::ip_subscriber;
  CHECK(ip_subscriber("203.0.113.9") == ip_subscriber("::ffff:203.0.113.9"));
  CHECK(ip_subscriber("203.0.113.9") != ip_subscriber("203.0.113.8"));
  CHECK(ip_subscriber("2001:db8:1:2::5") == ip_subscriber("2001:db8:1:2:ffff::6"));
  CHECK(ip_subscriber("2001:db8:1:2::5") != ip_subscriber("2001:db8:1:3::5"));
  CHECK(ip_subscriber("2001:db8::").size() == 8);
  CHECK(ip_subscriber("nowhere").empty());
  CHECK(ip_subscriber("").empty());
}
