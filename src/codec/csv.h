// The CSV of user import files, read row by row out of bytes that arrive in pieces.
//
// Cognito's dialect: UTF-8, a row a line, no quotes; "\," is a comma that separates nothing, and
// any other backslash is itself. Fields are trimmed of spaces and tabs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::codec {

// Characters of one row, its line end not counted.
inline constexpr std::size_t kCsvRowLengthMax = 16'000;

struct CsvRow {
  enum class Fault : std::uint8_t { none, too_long, not_utf8 };
  Fault fault = Fault::none;
  std::vector<std::string> fields;  // Of a row without fault; a blank line has a single, empty one.
};

// What is known of a row whose end has not been seen: enough to go on in another process.
struct CsvPartialRow {
  std::string bytes;
  bool too_long = false;  // Its bytes are no longer kept.
};

// Holds one row at most, whatever is fed to it.
class CsvReader {
 public:
  CsvReader() = default;
  explicit CsvReader(CsvPartialRow partial) : partial_(std::move(partial)) {}

  // Takes bytes off the front of `bytes` up to and with the end of the next row, LF or CR LF.
  // nullopt when they hold no end: then all were taken.
  std::optional<CsvRow> next(std::string_view& bytes);

  // The last row, of a file that does not end in a line end.
  std::optional<CsvRow> finish();

  [[nodiscard]] const CsvPartialRow& partial() const { return partial_; }

 private:
  void keep(std::string_view bytes);
  CsvRow take_row();

  CsvPartialRow partial_;
};

// One row as text, without a line end: what next() reads back, trimmed. REQUIRES: no line ends.
std::string write_csv_row(const std::vector<std::string>& fields);

}  // namespace postern::codec
