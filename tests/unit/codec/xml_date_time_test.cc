// Points in time as SAML writes them.
#include "codec/xml_date_time.h"

using namespace postern;
using codec::read_xml_date_time;
using codec::write_xml_date_time;

TEST_CASE("a time in UTC is read to the microsecond and written to the second") {
  CHECK(read_xml_date_time("1970-01-01T00:00:00Z") == 0);
  CHECK(read_xml_date_time("2024-02-29T23:59:59Z") == 1'709'251'199'000'000);
  CHECK(read_xml_date_time("2024-02-29T23:59:59.5Z") == 1'709'251'199'500'000);
  CHECK(read_xml_date_time("2024-02-29T23:59:59.1234567Z") == 1'709'251'199'123'456);
  CHECK(write_xml_date_time(1'709'251'199'999'999) == "2024-02-29T23:59:59Z");
  CHECK(write_xml_date_time(0) == "1970-01-01T00:00:00Z");
}

TEST_CASE("what is no time in UTC is none") {
  for (const char* text :
       {"", "2024-02-29", "2024-02-29T23:59:59", "2024-02-29T23:59:59+00:00",
        "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z",
        "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z", "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00.aZ", "2024-01-01T00:00:00ZZ", " 2024-01-01T00:00:00Z",
        "2024-1-1T00:00:00Z", "1969-12-31T23:59:59Z", "-2024-01-01T00:00:00Z"}) {
    INFO(text);
    CHECK_FALSE(read_xml_date_time(text));
  }
}
