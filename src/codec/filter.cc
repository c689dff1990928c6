// Parses the filter of ListUsers. The result is values to compare, never a piece of a query, so
// there is nothing to inject into.
#include "codec/filter.h"

#include "codec/utf8.h"

namespace postern::codec {
namespace {

constexpr std::size_t kFilterCodePointsMax = 256;

class FilterParser {
 public:
  explicit FilterParser(std::string_view text) : rest_(text) {}

  std::optional<Filter> run() {
    Filter filter;
    skip_spaces();
    if (!read_attribute(filter.attribute)) return std::nullopt;
    skip_spaces();
    if (take('^')) filter.op = Filter::Op::prefix;
    if (!take('=')) return std::nullopt;
    skip_spaces();
    if (!read_value(filter.value)) return std::nullopt;
    skip_spaces();
    if (!rest_.empty()) return std::nullopt;
    return filter;
  }

 private:
  static bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == ':' || c == '-' || c == '.';
  }

  bool take(char expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_spaces() {
    while (take(' ')) {
    }
  }

  bool read_attribute(std::string& out) {
    std::size_t size = 0;
    while (size < rest_.size() && is_name_char(rest_[size])) ++size;
    out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return size != 0;
  }

  bool read_value(std::string& out) {
    if (!take('"')) return false;
    while (!rest_.empty()) {
      if (take('"')) return true;
      if (take('\\') && !rest_.starts_with('"') && !rest_.starts_with('\\')) return false;
      out += rest_[0];
      rest_.remove_prefix(1);
    }
    return false;
  }

  std::string_view rest_;
};

}  // namespace

Result<std::optional<Filter>> parse_filter(std::string_view text) {
  if (text.empty()) return std::optional<Filter>();
  const auto size = count_code_points(text);
  if (size && *size <= kFilterCodePointsMax) {
    if (auto filter = FilterParser(text).run()) return filter;
  }
  return invalid_parameter("Error while parsing filter");
}

}  // namespace postern::codec
