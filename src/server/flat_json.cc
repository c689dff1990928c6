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
  std::string_view take_value() {
    skip_blanks();
    if (rest_.starts_with('"')) return take_string();
    const auto* end = std::ranges::find_if_not(
        rest_, [](char c) { return is_alphanumeric(c) || c == '-' || c == '+' || c == '.'; });
    return take_front(static_cast<std::size_t>(end - rest_.begin()));
  }

 private:
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

}  // namespace

std::optional<FlatJson> FlatJson::parse(std::string_view text) {
  Scanner scanner(text);
  FlatJson json;
  if (!scanner.take('{')) return std::nullopt;
  bool closed = scanner.take('}');
  while (!closed) {
    std::string_view name = scanner.take_string();
    if (name.empty() || !scanner.take(':')) return std::nullopt;
    name = name.substr(1, name.size() - 2);
    const std::string_view value = scanner.take_value();
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
