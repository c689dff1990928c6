// CBOR in the shortest form, for tests that need some: written here so that reading is not checked
// against itself.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace postern::test::cbor {

// `major` from 0 to 7.
inline std::string head(unsigned major, std::uint64_t argument) {
  const auto first = [&](unsigned info) {
    return std::string(1, static_cast<char>(major << 5U | info));
  };
  if (argument < 24) return first(static_cast<unsigned>(argument));
  const unsigned width = argument < 1U << 8U    ? 0
                         : argument < 1U << 16U ? 1
                         : argument >> 32U      ? 3
                                                : 2;
  std::string out = first(24 + width);
  for (int shift = (8 << width) - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(argument >> static_cast<unsigned>(shift)));
  }
  return out;
}

inline std::string integer(std::int64_t value) {
  return value >= 0 ? head(0, static_cast<std::uint64_t>(value))
                    : head(1, static_cast<std::uint64_t>(-1 - value));
}
inline std::string bytes(std::string_view value) {
  return head(2, value.size()).append(value);
}
inline std::string text(std::string_view value) {
  return head(3, value.size()).append(value);
}

// From encoded items; those of a map are keys and values in turn, in the order they are given.
inline std::string joined(unsigned major, std::size_t size,
                          std::initializer_list<std::string> items) {
  std::string out = head(major, size);
  for (const std::string& item : items) out.append(item);
  return out;
}
inline std::string array(std::initializer_list<std::string> items) {
  return joined(4, items.size(), items);
}
inline std::string map(std::initializer_list<std::string> items) {
  return joined(5, items.size() / 2, items);
}

}  // namespace postern::test::cbor
