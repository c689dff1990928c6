// CBOR: the canonical form of CTAP2 is read, everything else is refused.
#include "codec/cbor.h"

#include <catch2/catch.hpp>

#include "codec/hex.h"
#include "support/cbor_writer.h"

using namespace postern;
using codec::Cbor;
namespace enc = test::cbor;

namespace {

Result<Cbor> parse_hex(std::string_view hex) {
  const std::string bytes = codec::hex_decode(hex).value();
  return Cbor::parse(bytes);
}

std::string nested(int depth) {
  std::string out;
  for (int i = 1; i < depth; ++i) out += enc::head(4, 1);
  return out + enc::integer(0);
}

}  // namespace

TEST_CASE("values of canonical CBOR are read", "[codec][cbor]") {
  // RFC 8949, appendix A.
  const auto number =
      GENERATE(table<const char*, std::int64_t>({{"00", 0},
                                                 {"17", 23},
                                                 {"1818", 24},
                                                 {"1903e8", 1000},
                                                 {"1a000f4240", 1'000'000},
                                                 {"1b000000e8d4a51000", 1'000'000'000'000},
                                                 {"20", -1},
                                                 {"3863", -100},
                                                 {"3903e7", -1000},
                                                 {"1b7fffffffffffffff", INT64_MAX},
                                                 {"3b7fffffffffffffff", INT64_MIN}}));
  const auto parsed = parse_hex(std::get<0>(number));
  REQUIRE(parsed.ok());
  REQUIRE(parsed->integer() != nullptr);
  CHECK(*parsed->integer() == std::get<1>(number));
}

TEST_CASE("strings, lists and maps of canonical CBOR are read", "[codec][cbor]") {
  const std::string bytes =
      enc::map({enc::integer(1), enc::bytes("\x01\x02"), enc::integer(-1), enc::text("\xc3\xbc"),
                enc::text("a"), enc::array({enc::integer(7), "\xf5", "\xf4", "\xf6"})});
  const auto parsed = Cbor::parse(bytes);
  REQUIRE(parsed.ok());
  REQUIRE(parsed->map() != nullptr);
  CHECK(parsed->find(1)->bytes()->value == "\x01\x02");
  CHECK(parsed->find(-1)->text()->value == "\xc3\xbc");
  CHECK(parsed->find("a")->array()->size() == 4);
  CHECK(parsed->find(2) == nullptr);
  CHECK(parsed->find("b") == nullptr);
  CHECK(parsed->find("a")->find("a") == nullptr);
  CHECK(Cbor::parse(enc::text("")).value().text()->value.empty());
}

TEST_CASE("W15: CBOR with a second spelling is refused", "[codec][cbor]") {
  for (const char* hex : {
           "1817",
           "190018",
           "1a00000018",
           "1b0000000000000018",  // Integers longer than need be.
           "580101",
           "7801 61",
           "980100",
           "b8010000",  // Lengths longer than need be.
           "9fff",
           "bfff",
           "5fff",
           "7fff",  // Indefinite lengths.
           "a2020001 00",
           "a26161006062 00",  // Keys out of order.
           "a201000100",
           "a2616100616100",  // A key twice.
           "c000",
           "d81800",  // Tags.
           "f90000",
           "fa00000000",
           "fb0000000000000000",  // Floats.
           "f7",
           "e0",
           "f8ff",
           "f0",  // Undefined and unassigned.
           "a1400000",
           "a1800000",
           "a1f500",  // Keys that are no names.
           "61ff",
           "62c328",
           "0000",
           "00f6",
           "",  // Not UTF-8; more or less than one.
           "1c",
           "1f",
           "ff",
           "3bffffffffffffffff",
           "1bffffffffffffffff",
       }) {
    std::string plain(hex);
    std::erase(plain, ' ');
    INFO(plain);
    CHECK_FALSE(parse_hex(plain).ok());
  }
  CHECK(parse_hex("a201000200").ok());
  CHECK(parse_hex("a261610062616100").ok());
}

TEST_CASE("W15: lengths that lie and nesting without end cost nothing", "[codec][cbor]") {
  for (const char* hex :
       {"42ff", "5affffffff", "5bffffffffffffffff", "9affffffff", "9bffffffffffffffff",
        "baffffffff", "bbffffffffffffffff", "8100 00", "82 00", "a1 00"}) {
    std::string plain(hex);
    std::erase(plain, ' ');
    INFO(plain);
    CHECK_FALSE(parse_hex(plain).ok());
  }
  CHECK(Cbor::parse(nested(codec::kCborDepthMax)).ok());
  CHECK_FALSE(Cbor::parse(nested(codec::kCborDepthMax + 1)).ok());
  CHECK_FALSE(Cbor::parse(std::string(60'000, '\x81')).ok());
  const std::string widest = enc::bytes(std::string(codec::kCborBytesMax - 5, 'x'));
  CHECK(Cbor::parse(widest).ok());
  CHECK_FALSE(Cbor::parse(enc::bytes(std::string(codec::kCborBytesMax, 'x'))).ok());
}

TEST_CASE("an item is taken off the front, and what follows is left", "[codec][cbor]") {
  const std::string bytes = enc::map({enc::integer(1), enc::integer(2)}) + "rest";
  std::string_view view = bytes;
  REQUIRE(Cbor::parse_front(view).ok());
  CHECK(view == "rest");
  CHECK_FALSE(Cbor::parse(bytes).ok());
}
