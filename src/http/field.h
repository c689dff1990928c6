// Reading header fields of a request, without ever picking one of several by position.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/http.h"

namespace postern::http {

// Compares ASCII without case and without the host's locale.
bool equal_ignoring_case(std::string_view a, std::string_view b);

// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

struct Field {
  std::size_t count = 0;   // How often the name occurs.
  std::string_view value;  // Of the first; trimmed.

  [[nodiscard]] bool present() const { return count != 0; }
  // A field that counts may occur once: where two occur, two readers may believe different ones.
  [[nodiscard]] bool unique() const { return count == 1; }
};

Field find_field(const Request& request, std::string_view name);

}  // namespace postern::http
