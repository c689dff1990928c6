// Parses and writes form fields, strictly: one spelling error refuses the whole form.
#include "codec/form.h"

#include <algorithm>
#include <optional>

#include "codec/hex.h"
#include "codec/utf8.h"

namespace postern::codec {
namespace {

constexpr std::size_t kFieldsMax = 64;

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// Takes one byte, escaped or not, off the front of `rest`.
std::optional<char> take_byte(std::string_view& rest) {
  const char c = rest[0];
  const std::size_t size = c == '%' ? 3 : 1;
  if (rest.size() < size) return std::nullopt;
  const std::string_view digits = rest.substr(1, size - 1);
  rest.remove_prefix(size);
  if (c == '+') return ' ';
  if (c != '%') return c > ' ' && c < 0x7F ? std::optional(c) : std::nullopt;
  const auto byte = hex_decode(digits);
  return byte.ok() && byte->front() != '\0' ? std::optional(byte->front()) : std::nullopt;
}

// Takes what stands before the first `separator`, and the separator itself, off `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view taken = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return taken;
}

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto byte = take_byte(text);
    if (!byte) return std::nullopt;
    out += *byte;
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

}  // namespace

Result<Form> Form::parse(std::string_view text) {
  const Error refused{Errc::invalid_argument, "InvalidParameterException", "Invalid form"};
  if (text.size() > limits::kRequestBytesMax) return refused;
  Form form;
  while (!text.empty()) {
    std::string_view field = take_until(text, '&');
    if (field.empty()) continue;
    auto name = decode(take_until(field, '='));
    auto value = decode(field);
    if (!name || !value || name->empty() || form.fields_.size() == kFieldsMax) return refused;
    if (form.find(*name) != nullptr) return refused;
    form.fields_.emplace_back(std::move(*name), std::move(*value));
  }
  return form;
}

const std::string* Form::find(std::string_view name) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(),
                                  [&](const Field& field) { return field.first == name; });
  return found == fields_.end() ? nullptr : &found->second;
}

std::string_view Form::get(std::string_view name, std::string_view fallback) const {
  const std::string* found = find(name);
  return found == nullptr ? fallback : std::string_view(*found);
}

Form& Form::add(std::string_view name, std::string_view value) {
  fields_.emplace_back(name, value);
  return *this;
}

std::string Form::encode() const {
  std::string out;
  for (const auto& [name, value] : fields_) {
    if (!out.empty()) out += '&';
    out += percent_encode(name);
    out += '=';
    out += percent_encode(value);
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    out += '%';
    out += kHex[static_cast<unsigned char>(c) >> 4U];
    out += kHex[static_cast<unsigned char>(c) & 0xFU];
  }
  return out;
}

}  // namespace postern::codec
