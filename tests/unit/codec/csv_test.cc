// The CSV of user import files.
#include "codec/csv.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace postern::codec;

namespace {

using Fields = std::vector<std::string>;

std::vector<CsvRow> read_all(std::string_view bytes) {
  CsvReader reader;
  std::vector<CsvRow> rows;
  while (auto row = reader.next(bytes)) rows.push_back(std::move(*row));
  if (auto row = reader.finish()) rows.push_back(std::move(*row));
  return rows;
}

Fields only_row(std::string_view bytes) {
  const auto rows = read_all(bytes);
  REQUIRE(rows.size() == 1);
  REQUIRE(rows[0].fault == CsvRow::Fault::none);
  return rows[0].fields;
}

CsvRow::Fault fault_of(const std::string& bytes) {
  return read_all(bytes).at(0).fault;
}

}  // namespace

TEST_CASE("commas separate, escaped commas do not, and fields are trimmed") {
  CHECK(only_row("a,b,c\n") == Fields{"a", "b", "c"});
  CHECK(only_row(" a ,\tb\t, c d \n") == Fields{"a", "b", "c d"});
  CHECK(only_row("Lovelace\\, Ada,x\n") == Fields{"Lovelace, Ada", "x"});
  CHECK(only_row(",,\n") == Fields{"", "", ""});
  CHECK(only_row("\\\\,\n") == Fields{"\\,"});
  CHECK(only_row("c:\\path,\\\n") == Fields{"c:\\path", "\\"});
}

TEST_CASE("quotes are characters like any other") {
  CHECK(only_row("\"a,b\"\n") == Fields{"\"a", "b\""});
}

TEST_CASE("lines end in LF or CR LF, and the last one may have no end") {
  const auto rows = read_all("a\r\nb\nc");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].fields == Fields{"a"});
  CHECK(rows[1].fields == Fields{"b"});
  CHECK(rows[2].fields == Fields{"c"});
  CHECK(read_all("").empty());
  CHECK(read_all("a\n").size() == 1);
}

TEST_CASE("a row of 16,000 characters is read, one more is a fault of that row alone") {
  std::string umlauts;
  for (int i = 0; i < 16'000; ++i) umlauts += "\xc3\xa4";
  CHECK(only_row(umlauts + "\r\n") == Fields{umlauts});
  CHECK(fault_of(umlauts + "x\n") == CsvRow::Fault::too_long);
  const auto rows = read_all(std::string(1'000'000, 'x') + "\nnext\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].fault == CsvRow::Fault::too_long);
  CHECK(rows[1].fields == Fields{"next"});
}

TEST_CASE("bytes that are not UTF-8 are a fault of their row alone") {
  const auto rows = read_all("\xff\xfe\nnext\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].fault == CsvRow::Fault::not_utf8);
  CHECK(rows[1].fields == Fields{"next"});
}

TEST_CASE("an endless row takes bounded memory, and reading goes on from a partial row") {
  CsvReader reader;
  for (int i = 0; i < 1'000; ++i) {
    const std::string piece(1'000, 'x');
    std::string_view bytes = piece;
    CHECK_FALSE(reader.next(bytes));
    CHECK(bytes.empty());
    CHECK(reader.partial().bytes.size() <= 64'001);
  }
  CHECK(reader.partial().too_long);
  CsvReader begun;
  std::string_view bytes = "a,b";
  CHECK_FALSE(begun.next(bytes));
  CsvReader resumed(begun.partial());
  bytes = "c\nd";
  CHECK(resumed.next(bytes)->fields == Fields{"a", "bc"});
  CHECK(bytes == "d");
}

TEST_CASE("what is written reads back the same") {
  const Fields fields{"name", "Lovelace, Ada", "", "back\\slash"};
  CHECK(only_row(write_csv_row(fields)) == fields);
}
