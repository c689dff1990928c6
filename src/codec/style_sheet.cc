// Reads style sheets as browsers do (CSS Syntax 3, section 4), as far as to know where rules begin
// and end.
#include "codec/style_sheet.h"

namespace postern::codec {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\f";

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

bool begins_address(std::string_view text) {
  return text.size() >= 4 && (text[0] | 0x20) == 'u' && (text[1] | 0x20) == 'r' &&
         (text[2] | 0x20) == 'l' && text[3] == '(';
}

class StyleReader {
 public:
  explicit StyleReader(std::string_view sheet) : rest_(sheet) {}

  std::optional<std::vector<std::string>> run() {
    std::string selectors;
    while (read_until('{', selectors)) {
      if (!add_selectors(selectors)) return std::nullopt;
      std::string declarations;
      if (!read_until('}', declarations)) return std::nullopt;
      selectors.clear();
    }
    if (is_broken_ || !trim(selectors).empty()) return std::nullopt;
    return std::move(selectors_);
  }

 private:
  // Takes everything up to and with `end`. False at the end of the sheet, or when it is no sheet.
  bool read_until(char end, std::string& text) {
    while (!is_broken_ && !rest_.empty()) {
      const char c = rest_.front();
      if (rest_.starts_with("/*")) {
        text += ' ';
        is_broken_ = !skip_past("*/", 2);
      } else if (c == '"' || c == '\'') {
        is_broken_ = end == '{' || !take_string(text);  // A selector has no use for either.
      } else if (begins_address(rest_)) {
        is_broken_ = end == '{' || !take_address(text);
      } else if (c == end) {
        rest_.remove_prefix(1);
        return true;
      } else if (c == '{' || c == '}' || c == '\\' || c == '@' || c == '\0') {
        is_broken_ = true;
      } else {
        text += c;
        rest_.remove_prefix(1);
      }
    }
    return false;
  }

  bool skip_past(std::string_view end, std::size_t from) {
    const std::size_t at = rest_.find(end, from);
    if (at == std::string_view::npos) return false;
    rest_.remove_prefix(at + end.size());
    return true;
  }

  bool take(std::string& text, std::size_t size) {
    text += rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  bool take_string(std::string& text) {
    const std::size_t end = rest_.find_first_of(std::string("\\\r\n\f") + rest_.front(), 1);
    if (end == std::string_view::npos || rest_[end] != rest_.front()) return false;
    return take(text, end + 1);
  }

  // url(...): what is not quoted runs to the next ')', comments and brackets included.
  bool take_address(std::string& text) {
    const std::size_t first = rest_.find_first_not_of(kSpaces, 4);
    if (first == std::string_view::npos) return false;
    if (rest_[first] == '"' || rest_[first] == '\'') return take(text, first);
    const std::size_t end = rest_.find_first_of("\"'(){}\\ \t\r\n\f", first);
    if (end == std::string_view::npos || rest_[end] != ')') return false;
    return take(text, end + 1);
  }

  bool add_selectors(std::string_view list) {
    for (;;) {
      const std::size_t comma = list.find(',');
      const std::string_view selector = trim(list.substr(0, comma));
      if (selector.empty()) return false;
      selectors_.emplace_back(selector);
      if (comma == std::string_view::npos) return true;
      list.remove_prefix(comma + 1);
    }
  }

  std::string_view rest_;
  std::vector<std::string> selectors_;
  bool is_broken_ = false;
};

}  // namespace

std::optional<std::vector<std::string>> style_selectors(std::string_view sheet) {
  return StyleReader(sheet).run();
}

}  // namespace postern::codec
