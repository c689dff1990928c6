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
