// The CSV of user import files.
#include "codec/csv.h"

#include <utility>

#include "codec/utf8.h"

namespace postern::codec {
namespace {

// A character has four bytes at most; one more for the CR of a line end.
constexpr std::size_t kRowBytesMax = 4 * kCsvRowLengthMax + 1;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// The length of the first field: up to a comma that is not escaped.
std::size_t field_length(std::string_view row) {
  std::size_t at = 0;
  while (at < row.size() && row[at] != ',') at += row.substr(at).starts_with("\\,") ? 2 : 1;
  return at;
}

std::string unescaped(std::string_view field) {
  std::string value;
  for (std::size_t at = 0; at < field.size(); ++at) {
    if (field.substr(at).starts_with("\\,")) ++at;
    value += field[at];
  }
  return value;
}

std::vector<std::string> split(std::string_view row) {
  std::vector<std::string> fields;
  for (;;) {
    const std::size_t length = field_length(row);
    fields.push_back(unescaped(trimmed(row.substr(0, length))));
    if (length == row.size()) return fields;
    row.remove_prefix(length + 1);
  }
}

}  // namespace

std::optional<CsvRow> CsvReader::next(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  keep(bytes.substr(0, end));
  if (end == std::string_view::npos) {
    bytes = {};
    return std::nullopt;
  }
  bytes.remove_prefix(end + 1);
  return take_row();
}

std::optional<CsvRow> CsvReader::finish() {
  if (partial_.bytes.empty() && !partial_.too_long) return std::nullopt;
  return take_row();
}

void CsvReader::keep(std::string_view bytes) {
  if (partial_.too_long) return;
  if (partial_.bytes.size() + bytes.size() > kRowBytesMax) {
    partial_ = {.bytes = {}, .too_long = true};
  } else {
    partial_.bytes += bytes;
  }
}

CsvRow CsvReader::take_row() {
  CsvPartialRow whole = std::exchange(partial_, {});
  if (whole.too_long) return {.fault = CsvRow::Fault::too_long, .fields = {}};
  if (whole.bytes.ends_with('\r')) whole.bytes.pop_back();
  const auto length = count_code_points(whole.bytes);
  if (!length) return {.fault = CsvRow::Fault::not_utf8, .fields = {}};
  if (*length > kCsvRowLengthMax) return {.fault = CsvRow::Fault::too_long, .fields = {}};
  return {.fault = CsvRow::Fault::none, .fields = split(whole.bytes)};
}

std::string write_csv_row(const std::vector<std::string>& fields) {
  std::string row;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) row += ',';
    for (const char c : field) {
      if (c == ',') row += '\\';
      row += c;
    }
  }
  return row;
}

}  // namespace postern::codec
