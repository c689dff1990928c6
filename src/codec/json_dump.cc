// Writes a Json value as compact text.
#include <charconv>
#include <cmath>

#include "codec/json.h"
#include "codec/json_scan.h"
#include "codec/utf8.h"

namespace postern {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

void append_escape(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4U];
      out += kHex[static_cast<unsigned char>(c) & 0xFU];
  }
}

// Appends the one character that ends a plain run, and returns how many bytes it took.
std::size_t append_special(std::string& out, std::string_view rest) {
  if (static_cast<unsigned char>(rest[0]) < 0x80) {
    append_escape(out, rest[0]);
    return 1;
  }
  const std::size_t length = codec::utf8_sequence_length(rest);
  out += length == 0 ? kReplacement : rest.substr(0, length);
  return length == 0 ? 1 : length;
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const char* stop = skip_plain_json(text.data(), text.data() + text.size());
    const auto run = static_cast<std::size_t>(stop - text.data());
    out.append(text.data(), run);
    text.remove_prefix(run);
    if (!text.empty()) text.remove_prefix(append_special(out, text));
  }
  out += '"';
}

void append_int(std::string& out, std::int64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

// The shortest text that reads back as the same number; timestamps keep their usual form.
void append_real(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  const double size = std::fabs(value);
  const bool usual = size == 0 || (size >= 1e-5 && size < 1e17);
  char digits[40];
  const char* end = std::to_chars(digits, digits + sizeof digits, value,
                                  usual ? std::chars_format::fixed : std::chars_format::scientific)
                        .ptr;
  const std::string_view text(digits, static_cast<std::size_t>(end - digits));
  out += text;
  // Without a fraction it would read back as an integer.
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_value(std::string& out, const Json& value);

void append_array(std::string& out, const Json::Array& elements) {
  char separator = '[';
  for (const Json& element : elements) {
    out += separator;
    append_value(out, element);
    separator = ',';
  }
  out += elements.empty() ? "[]" : "]";
}

void append_object(std::string& out, const Json::Object& members) {
  char separator = '{';
  for (const JsonMember& member : members) {
    out += separator;
    append_string(out, member.key);
    out += ':';
    append_value(out, member.value);
    separator = ',';
  }
  out += members.empty() ? "{}" : "}";
}

void append_value(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::Type::null: out += "null"; return;
    case Json::Type::boolean: out += value.as_bool() ? "true" : "false"; return;
    case Json::Type::integer: append_int(out, value.as_int()); return;
    case Json::Type::real: append_real(out, value.as_double()); return;
    case Json::Type::string: append_string(out, value.as_string()); return;
    case Json::Type::array: append_array(out, value.as_array()); return;
    case Json::Type::object: append_object(out, value.as_object()); return;
  }
}

}  // namespace

std::string Json::dump() const {
  std::string out;
  out.reserve(256);
  dump_to(out);
  return out;
}

void Json::dump_to(std::string& out) const { append_value(out, *this); }

}  // namespace postern
