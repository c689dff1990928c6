// Finds the end of a run of ordinary characters inside a JSON string, eight bytes at a time.
#pragma once

#include <cstdint>
#include <cstring>

namespace postern {

// True for what a JSON string holds as it is: ASCII other than controls, quote and backslash.
inline bool is_plain_json_char(char c) {
  return static_cast<unsigned char>(c) - 0x20U < 0x60U && c != '"' && c != '\\';
}

// The first byte in [at, end) that is a control, a quote, a backslash or not ASCII.
inline const char* skip_plain_json(const char* at, const char* end) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighBits = 0x80 * kOnes;
  for (std::uint64_t word = 0; end - at >= 8; at += 8) {
    std::memcpy(&word, at, 8);
    const std::uint64_t quote = word ^ (kOnes * '"');
    const std::uint64_t backslash = word ^ (kOnes * '\\');
    // Subtracting borrows into the high bit where a byte is too small. A borrow can also mark a
    // later byte wrongly, so this only says whether a word needs the byte loop below.
    const std::uint64_t special =
        (word - kOnes * 0x20) | (quote - kOnes) | (backslash - kOnes) | word;
    if ((special & kHighBits) != 0) break;
  }
  while (at != end && is_plain_json_char(*at)) ++at;
  return at;
}

}  // namespace postern
