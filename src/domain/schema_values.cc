// Values of attributes against the schema.
#include <cctype>
#include <charconv>

#include "codec/utf8.h"
#include "domain/schema.h"

namespace postern::domain {
namespace {

// One a service can store: Cognito's bound on every attribute value (A06).
constexpr std::size_t kValueLengthMax = 2'048;

std::string text_fault(const AttributeSpec& spec, std::size_t length) {
  const auto bound = [](const char* relation, std::int64_t length) {
    return "String must be no " + std::string(relation) + " than " + std::to_string(length) +
           " characters";
  };
  if (spec.length_max && length > static_cast<std::size_t>(*spec.length_max)) {
    return bound("longer", *spec.length_max);
  }
  if (spec.length_min && length < static_cast<std::size_t>(*spec.length_min)) {
    return bound("shorter", *spec.length_min);
  }
  return {};
}

// A decimal number: no exponent, no "inf".
std::optional<double> parse_number(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  const bool has_digit = text.find_first_of("0123456789") != std::string_view::npos;
  if (fault != std::errc() || rest != end || !has_digit) return std::nullopt;
  return number;
}

std::string number_fault(const AttributeSpec& spec, std::string_view value) {
  const auto number = parse_number(value);
  if (!number) return "Value is not a number";
  if (spec.value_min && *number < static_cast<double>(*spec.value_min)) {
    return "Number must be no less than " + std::to_string(*spec.value_min);
  }
  if (spec.value_max && *number > static_cast<double>(*spec.value_max)) {
    return "Number must be no greater than " + std::to_string(*spec.value_max);
  }
  return {};
}

// Scripts write Python's True as often as JSON's true.
bool is_boolean(std::string_view value) {
  std::string lower(value);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower == "true" || lower == "false";
}

// '0' in the pattern stands for a digit; everything else for itself.
bool matches_digits(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool fits = pattern[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == pattern[i];
    if (!fits) return false;
  }
  return true;
}

// Seconds or milliseconds since 1970, a date, or a date and time of ISO 8601.
bool is_date_time(std::string_view value) {
  if (!value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos)
    return true;
  if (!matches_digits(value.substr(0, 10), "0000-00-00")) return false;
  if (value.size() == 10) return true;
  if (value[10] != 'T' && value[10] != ' ') return false;
  if (!matches_digits(value.substr(11, 5), "00:00")) return false;
  return value.substr(16).find_first_not_of("0123456789:.+-Z") == std::string_view::npos;
}

}  // namespace

std::string Schema::value_fault(std::string_view name, std::string_view value) const {
  const AttributeSpec* spec = find(name);
  if (spec == nullptr) return "Attribute does not exist in the schema.";
  const std::size_t length = codec::count_code_points(value).value_or(kValueLengthMax + 1);
  if (length > kValueLengthMax) return "String must be no longer than 2048 characters";
  if (value.empty()) return {};
  switch (spec->type) {
    case AttributeType::string:
      return text_fault(*spec, length);
    case AttributeType::number:
      return number_fault(*spec, value);
    case AttributeType::boolean:
      return is_boolean(value) ? "" : "Value is not a boolean";
    case AttributeType::date_time:
      return is_date_time(value) ? "" : "Value is not a date and time";
  }
  return {};
}

}  // namespace postern::domain
