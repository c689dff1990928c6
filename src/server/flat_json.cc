// JSON, as much of it as the server itself reads.
#include "flat_json.h"

#include <algorithm>
#include <charconv>

#include "text.h"

namespace postern::server {
namespace {

// Takes tokens off the front of a text. Empty means there was none.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool take(char c) {
    skip_blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool at_end() {
    skip_blanks();
    return rest_.empty();
  }
  std::string_view take_string() {
    skip_blanks();
    if (!rest_.starts_with('"')) return {};
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (static_cast<unsigned char>(rest_[i]) < 0x20) return {};
      if (rest_[i] == '"') return take_front(i + 1);
      if (rest_[i] == '\\') ++i;
    }
    return {};
  }
  std::string_view take_value(bool nested) {
    skip_blanks();
    if (nested && (rest_.starts_with('{') || rest_.starts_with('['))) return take_nested();
    if (rest_.starts_with('"')) return take_string();
    const auto* end = std::ranges::find_if_not(
        rest_, [](char c) { return is_alphanumeric(c) || c == '-' || c == '+' || c == '.'; });
    return take_front(static_cast<std::size_t>(end - rest_.begin()));
  }

 private:
  // Up to the bracket that closes the first one.
  std::string_view take_nested() {
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (in_string && c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = !in_string;
      } else if (!in_string && (c == '{' || c == '[')) {
        ++depth;
      } else if (!in_string && (c == '}' || c == ']') && --depth == 0) {
        return take_front(i + 1);
      }
    }
    return {};
  }
  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  }
  std::string_view take_front(std::size_t bytes) {
    const std::string_view front = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return front;
  }

  std::string_view rest_;
};

void append_utf8(std::string& out, std::uint32_t point) {
  const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xc0 | point >> 6);
    byte(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    byte(0xe0 | point >> 12);
    byte(0x80 | (point >> 6 & 0x3f));
    byte(0x80 | (point & 0x3f));
  } else {
    byte(0xf0 | point >> 18);
    byte(0x80 | (point >> 12 & 0x3f));
    byte(0x80 | (point >> 6 & 0x3f));
    byte(0x80 | (point & 0x3f));
  }
}

// Takes the four digits of a \u escape.
std::optional<std::uint32_t> take_unit(std::string_view& text) {
  std::uint32_t unit = 0;
  if (text.size() < 4 || !std::ranges::all_of(text.substr(0, 4), is_hex_digit)) return std::nullopt;
  std::from_chars(text.data(), text.data() + 4, unit, 16);
  text.remove_prefix(4);
  return unit;
}

// Takes a code point, which may be a pair of \u escapes; a lone surrogate is none.
std::optional<std::uint32_t> take_point(std::string_view& text) {
  const auto high = take_unit(text);
  if (!high || (*high >= 0xdc00 && *high < 0xe000)) return std::nullopt;
  if (*high < 0xd800 || *high >= 0xe000) return high;
  if (!text.starts_with("\\u")) return std::nullopt;
  text.remove_prefix(2);
  const auto low = take_unit(text);
  if (!low || *low < 0xdc00 || *low >= 0xe000) return std::nullopt;
  return 0x10000 + ((*high - 0xd800) << 10) + (*low - 0xdc00);
}

std::optional<std::string> unescape(std::string_view text) {
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  std::string out;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c != '\\') {
      out += c;
      continue;
    }
    if (text.empty()) return std::nullopt;
    const char escape = text.front();
    text.remove_prefix(1);
    if (escape == 'u') {
      const auto point = take_point(text);
      if (!point) return std::nullopt;
      append_utf8(out, *point);
    } else if (const auto at = kEscapes.find(escape); at != std::string_view::npos) {
      out += kMeanings[at];
    } else {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace

std::optional<FlatJson> FlatJson::parse(std::string_view text, Nested nested) {
  Scanner scanner(text);
  FlatJson json;
  if (!scanner.take('{')) return std::nullopt;
  bool closed = scanner.take('}');
  while (!closed) {
    std::string_view name = scanner.take_string();
    if (name.empty() || !scanner.take(':')) return std::nullopt;
    name = name.substr(1, name.size() - 2);
    const std::string_view value = scanner.take_value(nested == Nested::kept);
    if (value.empty() || json.raw(name) != "null") return std::nullopt;
    json.members_.emplace_back(name, value);
    closed = scanner.take('}');
    if (!closed && !scanner.take(',')) return std::nullopt;
  }
  if (!scanner.at_end()) return std::nullopt;
  return json;
}

std::string_view FlatJson::raw(std::string_view name) const {
  for (const auto& [key, value] : members_) {
    if (key == name) return value;
  }
  return "null";
}

std::string FlatJson::text(std::string_view name) const {
  const std::string_view value = raw(name);
  return value.starts_with('"') ? unescape(value.substr(1, value.size() - 2)).value_or("") : "";
}

std::optional<std::int64_t> FlatJson::natural(std::string_view name) const {
  const std::string_view text = raw(name);
  if (!std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::string json_string(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out.append("\\u00") += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out += '"';
}

}  // namespace postern::server
