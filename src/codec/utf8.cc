// UTF-8 validation and decoding, table-free, with a fast path for runs of ASCII.
#include "codec/utf8.h"

#include <cstdint>
#include <cstring>

namespace postern::codec {
namespace {

unsigned byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

bool is_continuation(unsigned byte) { return (byte & 0xC0U) == 0x80U; }

// The second byte carries the limits that exclude overlong forms, surrogates and > U+10FFFF
// (RFC 3629 section 4).
bool second_byte_fits(unsigned lead, unsigned second) {
  switch (lead) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return is_continuation(second);
  }
}

std::size_t length_from_lead(unsigned lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

std::size_t ascii_run(std::string_view bytes) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t i = 0;
  for (std::uint64_t word = 0; i + 8 <= bytes.size(); i += 8) {
    std::memcpy(&word, bytes.data() + i, 8);
    if ((word & kHighBits) != 0) break;
  }
  while (i < bytes.size() && byte_at(bytes, i) < 0x80) ++i;
  return i;
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view bytes) {
  if (bytes.empty()) return 0;
  const unsigned lead = byte_at(bytes, 0);
  const std::size_t length = length_from_lead(lead);
  if (length <= 1) return length;
  if (bytes.size() < length || !second_byte_fits(lead, byte_at(bytes, 1))) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(byte_at(bytes, i))) return 0;
  }
  return length;
}

std::optional<std::size_t> count_code_points(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t ascii = ascii_run(text);
    count += ascii;
    text.remove_prefix(ascii);
    if (text.empty()) break;
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) return std::nullopt;
    ++count;
    text.remove_prefix(length);
  }
  return count;
}

bool is_utf8(std::string_view bytes) { return count_code_points(bytes).has_value(); }

char32_t next_code_point(std::string_view& text) {
  const unsigned lead = byte_at(text, 0);
  const std::size_t length = length_from_lead(lead);
  char32_t code_point = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    code_point = (code_point << 6U) | (byte_at(text, i) & 0x3FU);
  }
  text.remove_prefix(length);
  return code_point;
}

void append_utf8(std::string& out, char32_t c) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
  };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace postern::codec
