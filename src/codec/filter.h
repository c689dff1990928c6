// The filter of ListUsers: one clause, `name = "value"` or `name ^= "value"`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace postern::codec {

struct Filter {
  enum class Op : std::uint8_t { equals, prefix };
  std::string attribute;  // As written: whether it can be searched is not decided here.
  Op op = Op::equals;
  std::string value;  // With escapes resolved.
};

// nullopt for the empty text, which selects everybody. In a value `\"` and `\\` stand for a quote
// and a backslash; every other backslash, and every other deviation, is InvalidParameterException.
[[nodiscard]] Result<std::optional<Filter>> parse_filter(std::string_view text);

}  // namespace postern::codec
