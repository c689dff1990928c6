// Targets: CsvReader, write_csv_row.
// Property: how a file is cut into pieces makes no difference, also when reading goes on elsewhere
// from what is known of a partial row; a row that is written again reads the same.
#include "codec/csv.h"

#include <algorithm>

#include "codec/utf8.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::fuzz::require;

namespace {

std::vector<CsvRow> read_in_pieces(std::string_view bytes, std::size_t size) {
  std::vector<CsvRow> rows;
  CsvPartialRow partial;
  while (!bytes.empty()) {
    CsvReader reader(partial);
    std::string_view piece = bytes.substr(0, size);
    bytes.remove_prefix(piece.size());
    while (auto row = reader.next(piece)) rows.push_back(std::move(*row));
    partial = reader.partial();
  }
  CsvReader reader(partial);
  if (auto row = reader.finish()) rows.push_back(std::move(*row));
  return rows;
}

bool same(const CsvRow& a, const CsvRow& b) {
  return a.fault == b.fault && a.fields == b.fields;
}

// The dialect has no way to write a field that ends in a backslash, unless it is the last.
bool writable(const CsvRow& row) {
  return row.fault == CsvRow::Fault::none &&
         std::none_of(row.fields.begin(), row.fields.end() - 1,
                      [](const std::string& field) { return field.ends_with('\\'); });
}

}  // namespace

POSTERN_FUZZ_TARGET(input) {
  const auto whole = read_in_pieces(input, std::max<std::size_t>(input.size(), 1));
  for (const std::size_t size : {1, 7}) {
    const auto pieces = read_in_pieces(input, size);
    require(std::equal(whole.begin(), whole.end(), pieces.begin(), pieces.end(), same),
            "the cut makes no difference");
  }
  for (const CsvRow& row : whole) {
    if (!writable(row)) continue;
    for (const auto& field : row.fields) require(is_utf8(field), "a field is UTF-8");
    const std::string text = write_csv_row(row.fields) + "\n";
    CsvReader reader;
    std::string_view bytes = text;
    const auto again = reader.next(bytes);
    require(again && (same(*again, row) || again->fault == CsvRow::Fault::too_long ||
                      row.fields.back().ends_with('\r')),
            "what is written reads back the same");
  }
}
