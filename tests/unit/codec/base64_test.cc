// Base64 and hexadecimal: RFC 4648 vectors, and that there is one spelling of each byte string.
#include "codec/base64.h"

#include "codec/hex.h"

using namespace postern::codec;

namespace {

struct Vector {
  std::string_view bytes;
  std::string_view standard;
  std::string_view url;
};

// RFC 4648 section 10, and bytes that use the characters in which the two alphabets differ.
constexpr Vector kVectors[] = {
    {"", "", ""},
    {"f", "Zg==", "Zg"},
    {"fo", "Zm8=", "Zm8"},
    {"foo", "Zm9v", "Zm9v"},
    {"foob", "Zm9vYg==", "Zm9vYg"},
    {"fooba", "Zm9vYmE=", "Zm9vYmE"},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
    {"\xFB\xFF\xFE", "+//+", "-__-"},
};

}  // namespace

TEST_CASE("base64 agrees with the vectors of RFC 4648", "[codec][base64]") {
  for (const Vector& row : kVectors) {
    CHECK(base64_encode(row.bytes) == row.standard);
    CHECK(base64url_encode(row.bytes) == row.url);
    CHECK(base64_decode(row.standard).value() == row.bytes);
    CHECK(base64url_decode(row.url).value() == row.bytes);
  }
}

TEST_CASE("J18: a second spelling of the same bytes is refused", "[codec][base64]") {
  for (const std::string_view text :
       {"Zg==", "Zm8=", "Zh", "Zm9", "Zm-_ ", "Zm9v\n", " Zm9v", "Zm 9v", "+//+", "Z", "Zm9vY",
        "Zm9v====", "Zm\xEF\xBC\xA1v"}) {
    INFO(text);
    CHECK_FALSE(base64url_decode(text).ok());
  }
  for (const std::string_view text :
       {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "-__-", "Zm9v\n", "====", "=", "Z===", "Zg==Zg==",
        "Zm=v", "Z=9v"}) {
    INFO(text);
    CHECK_FALSE(base64_decode(text).ok());
  }
  CHECK_FALSE(base64url_decode(std::string_view("Zm9\0", 4)).ok());
}

TEST_CASE("J18: what decodes encodes to the same text, for every four characters",
          "[codec][base64]") {
  // The last group is where spellings could differ: all pairs and triples of interest.
  const std::string alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \n";
  int accepted = 0;
  for (const char a : alphabet) {
    for (const char b : alphabet) {
      const std::string pair{a, b};
      if (const auto bytes = base64url_decode(pair); bytes.ok()) {
        ++accepted;
        CHECK(base64url_encode(*bytes) == pair);
      }
      const std::string triple{'A', a, b};
      if (const auto bytes = base64url_decode(triple); bytes.ok()) {
        ++accepted;
        CHECK(base64url_encode(*bytes) == triple);
      }
    }
  }
  CHECK(accepted == 64 * 4 + 64 * 16);
}

TEST_CASE("every byte survives both forms of base64, and hexadecimal", "[codec][base64]") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    CHECK(base64_decode(base64_encode(bytes)).value() == bytes);
    CHECK(base64url_decode(base64url_encode(bytes)).value() == bytes);
    CHECK(hex_decode(hex_encode(bytes)).value() == bytes);
  }
}

TEST_CASE("hexadecimal takes both cases and nothing but digits", "[codec][hex]") {
  CHECK(hex_encode("\x01\xAB") == "01ab");
  CHECK(hex_decode("01aB").value() == "\x01\xAB");
  CHECK(hex_decode("").value().empty());
  for (const std::string_view text : {"0", "0g", "0x01", " 1", "G0", "1\n", "@0", "`0"}) {
    INFO(text);
    CHECK_FALSE(hex_decode(text).ok());
  }
}
