// What kind of row a key belongs to, and what such a row holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::domain {

struct KeyKind {
  std::string_view name;             // "User", "Username", ...
  std::optional<std::uint8_t> type;  // Of the sealed record; none: the row is a mark.
};

// Nothing for a key that no version of this format writes.
std::optional<KeyKind> kind_of_key(std::string_view key);

}  // namespace postern::domain
