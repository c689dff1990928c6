// Timestamps of SRP proofs: one text for each second.
#include "codec/srp_timestamp.h"

using namespace postern::codec;

TEST_CASE("S08: a timestamp reads and writes in exactly one form", "[codec][srp]") {
  struct Row {
    std::int64_t epoch_s;
    std::string_view text;
  };
  constexpr Row kRows[] = {
      {0, "Thu Jan 1 00:00:00 UTC 1970"},
      {951782399, "Mon Feb 28 23:59:59 UTC 2000"},
      {951782400, "Tue Feb 29 00:00:00 UTC 2000"},
      {1693901229, "Tue Sep 5 08:07:09 UTC 2023"},
      {1699999999, "Tue Nov 14 22:13:19 UTC 2023"},
      {4107542399, "Sun Feb 28 23:59:59 UTC 2100"},
      {4107542400, "Mon Mar 1 00:00:00 UTC 2100"},
      {253402300799, "Fri Dec 31 23:59:59 UTC 9999"},
  };
  for (const Row& row : kRows) {
    INFO(row.text);
    CHECK(format_srp_timestamp(row.epoch_s) == row.text);
    CHECK(parse_srp_timestamp(row.text).value() == row.epoch_s);
  }
}

TEST_CASE("every day of a century survives the round trip", "[codec][srp]") {
  int wrong = 0;
  for (std::int64_t time_s = 0; time_s < 4'200'000'000; time_s += 86'399) {
    const auto parsed = parse_srp_timestamp(format_srp_timestamp(time_s));
    wrong += parsed.ok() && *parsed == time_s ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("S08: every other spelling is refused", "[codec][srp]") {
  for (const std::string_view text :
       {"", "Tue Sep  5 08:07:09 UTC 2023", "Tue Sep 05 08:07:09 UTC 2023",
        "Tue Sep 5 8:07:09 UTC 2023", "Mon Sep 5 08:07:09 UTC 2023", "tue Sep 5 08:07:09 UTC 2023",
        "Tue sep 5 08:07:09 UTC 2023", "Tue SEP 5 08:07:09 UTC 2023",
        "Tue Sep 5 08:07:09 GMT 2023", "Tue Sep 5 08:07:09 utc 2023", "Tue Sep 5 08:07:09 2023",
        "Tue, Sep 5 08:07:09 UTC 2023", "Di Sep 5 08:07:09 UTC 2023",
        "Die Sep 5 08:07:09 UTC 2023", "Tue Okt 3 08:07:09 UTC 2023",
        "Tue Sep 5 24:00:00 UTC 2023", "Tue Sep 5 08:60:09 UTC 2023",
        "Tue Sep 5 08:07:60 UTC 2023", "Tue Sep 5 08:07:09 UTC 23", "Wed Feb 29 00:00:00 UTC 2023",
        "Sat Sep 31 00:00:00 UTC 2023", "Wed Sep 0 00:00:00 UTC 2023",
        "Wed Dec 31 23:59:59 UTC 1969", " Tue Sep 5 08:07:09 UTC 2023",
        "Tue Sep 5 08:07:09 UTC 2023 ", "Tue Sep 5 08:07:09 UTC 2023\n",
        "Tue Sep 5 -8:07:09 UTC 2023", "Tue Sep 5 +8:07:09 UTC 2023",
        "Tue Sep 5 08-07-09 UTC 2023", "Tue\tSep 5 08:07:09 UTC 2023"}) {
    INFO(text);
    CHECK_FALSE(parse_srp_timestamp(text).ok());
  }
}
