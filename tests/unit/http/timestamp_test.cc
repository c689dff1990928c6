// The two spellings of time in HTTP.
#include "http/timestamp.h"

#include <catch2/catch.hpp>

using namespace postern::http;

TEST_CASE("the Date field is spelt as RFC 9110 does") {
  CHECK(http_date(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");  // Its own example.
  CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http_date(951'827'696) == "Tue, 29 Feb 2000 12:34:56 GMT");
}

TEST_CASE("the stamp of a signature reads back as it was written") {
  for (const std::int64_t at : {0LL, 784'111'777LL, 951'827'696LL, 253'402'300'799LL}) {
    CHECK(parse_amz_date(amz_date(at)) == at);
  }
  CHECK(amz_date(1'440'938'160) == "20150830T123600Z");
}
