// Hexadecimal text, both ways.
#include "codec/hex.h"

namespace postern::codec {
namespace {

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::string hex_encode(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(bytes.size() * 2, '\0');
  char* to = out.data();
  for (const char c : bytes) {
    *to++ = kDigits[static_cast<unsigned char>(c) >> 4U];
    *to++ = kDigits[static_cast<unsigned char>(c) & 0xFU];
  }
  return out;
}

Result<std::string> hex_decode(std::string_view text) {
  const Error refused{Errc::invalid_argument, "InvalidParameterException", "Invalid hexadecimal"};
  if (text.size() % 2 != 0) return refused;
  std::string out(text.size() / 2, '\0');
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = digit_value(text[2 * i]);
    const int low = digit_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return refused;
    out[i] = static_cast<char>(high * 16 + low);
  }
  return out;
}

}  // namespace postern::codec
