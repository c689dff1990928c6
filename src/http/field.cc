// Reading header fields of a request.
#include "http/field.h"

#include <algorithm>

namespace postern::http {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Field find_field(const Request& request, std::string_view name) {
  Field found;
  for (const auto& [field_name, value] : request.headers) {
    if (!equal_ignoring_case(field_name, name)) continue;
    if (found.count++ == 0) found.value = trim(value);
  }
  return found;
}

}  // namespace postern::http
