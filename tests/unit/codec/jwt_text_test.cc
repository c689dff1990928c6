// Compact tokens: exactly three canonical parts within the limit, and JSON objects inside.
#include "codec/jwt_text.h"

#include "codec/base64.h"

using postern::Json;
using namespace postern::codec;

namespace {
constexpr std::string_view kHeader = "eyJhbGciOiJub25lIn0";  // {"alg":"none"}
}

TEST_CASE("a compact token splits into its three parts", "[codec][jwt]") {
  const std::string token = std::string(kHeader) + ".eyJhIjoxfQ.AQID";
  const auto parts = split_jwt(token);
  REQUIRE(parts.ok());
  CHECK(parts->header == kHeader);
  CHECK(parts->payload == "eyJhIjoxfQ");
  CHECK(parts->signing_input == std::string(kHeader) + ".eyJhIjoxfQ");
  CHECK(parts->signature == "\x01\x02\x03");
  CHECK(decode_jwt_object(parts->header)->get_string("alg") == "none");
  CHECK(decode_jwt_object(parts->payload)->get_int("a") == 1);
}

TEST_CASE("J19: anything but three non-empty parts is refused", "[codec][jwt]") {
  for (const std::string_view token :
       {"", ".", "..", "a", "a.b", "a.b.", ".b.AQID", "a..AQID", "a.b.AQID.", "a.b.AQID.AQID",
        "a.b.AQID.AQID.AQID"}) {
    INFO(token);
    CHECK_FALSE(split_jwt(token).ok());
  }
  CHECK_FALSE(split_jwt(std::string(10'000, '.')).ok());
}

TEST_CASE("J18: a signature with a second spelling is refused", "[codec][jwt]") {
  CHECK(split_jwt("a.b.AQ").ok());
  for (const std::string_view token : {"a.b.AQ==", "a.b.AR", "a.b.AQ\n", "a.b.A+//", "a.b.AQ "}) {
    INFO(token);
    CHECK_FALSE(split_jwt(token).ok());
  }
}

TEST_CASE("J20: a token over the limit is refused before a byte is read", "[codec][jwt]") {
  const std::string at_limit = "a.b." + std::string(postern::limits::kTokenBytesMax - 4, 'A');
  CHECK(split_jwt(at_limit).ok());
  CHECK_FALSE(split_jwt(at_limit + "AAAA").ok());
  // The length lies: reading any byte of this view would be out of bounds.
  static const char byte = 'a';
  CHECK_FALSE(split_jwt(std::string_view(&byte, std::size_t{2} << 30U)).ok());
}

TEST_CASE("J15, J21: a part must be a strict JSON object within its member limit",
          "[codec][jwt]") {
  const auto decoded = [](std::string_view json, std::size_t members_max) {
    return decode_jwt_object(base64url_encode(json), members_max).ok();
  };
  CHECK(decoded(R"({"a":1,"b":2})", 2));
  CHECK_FALSE(decoded(R"({"a":1,"b":2,"c":3})", 2));
  CHECK_FALSE(decoded(R"({"a":1,"\u0061":2})", 9));
  CHECK_FALSE(decoded("[]", 9));
  CHECK_FALSE(decoded("\"text\"", 9));
  CHECK_FALSE(decoded("{}{}", 9));
  CHECK_FALSE(decoded(R"({"sub":"a\u0000b"})", 9));
  CHECK_FALSE(decoded("{\"sub\":\"\xC0\x80\"}", 9));
  CHECK_FALSE(decode_jwt_object("e30=").ok());
  CHECK(decode_jwt_object("e30").ok());
}

TEST_CASE("the signing input reads back as what went in", "[codec][jwt]") {
  const Json header = Json::object().set("alg", "RS256").set("kid", "k1");
  const Json claims = Json::object().set("sub", "s").set("exp", 1700000000);
  const std::string token = jwt_signing_input(header, claims) + ".AQID";
  const auto parts = split_jwt(token);
  REQUIRE(parts.ok());
  CHECK(decode_jwt_object(parts->header).value() == header);
  CHECK(decode_jwt_object(parts->payload).value() == claims);
}
