// Base32 without padding: the vectors of RFC 4648 and what the strict reader refuses.
#include "codec/base32.h"

#include <catch2/catch.hpp>

using namespace postern;

TEST_CASE("RFC 4648 section 10: base32, less its padding") {
  struct Row {
    std::string_view bytes;
    std::string_view text;
  };
  for (const Row& row :
       {Row{"", ""}, Row{"f", "MY"}, Row{"fo", "MZXQ"}, Row{"foo", "MZXW6"}, Row{"foob", "MZXW6YQ"},
        Row{"fooba", "MZXW6YTB"}, Row{"foobar", "MZXW6YTBOI"}}) {
    CHECK(codec::base32_encode(row.bytes) == row.text);
    CHECK(codec::base32_decode(row.text).value() == row.bytes);
  }
}

TEST_CASE(
    "base32 in lower case, with padding, of an impossible length or with stray bits is refused") {
  for (const std::string_view text : {"my", "MY======", "M", "MZX", "MZ", "MZXW6Y", "M1", "MY "}) {
    INFO(text);
    CHECK_FALSE(codec::base32_decode(text).ok());
  }
}
