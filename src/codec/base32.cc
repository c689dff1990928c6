// Base32 (RFC 4648 section 6) without padding.
#include "codec/base32.h"

#include <cstdint>

namespace postern::codec {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr unsigned kBits = 5;

Error malformed() {
  return {Errc::invalid_argument, "InvalidParameterException", "Malformed base32."};
}

}  // namespace

std::string base32_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() * 8 + kBits - 1) / kBits);
  std::uint32_t pending = 0;
  unsigned count = 0;
  for (const char byte : bytes) {
    pending = (pending << 8) | static_cast<unsigned char>(byte);
    for (count += 8; count >= kBits; count -= kBits) {
      out.push_back(kAlphabet[(pending >> (count - kBits)) & 31u]);
    }
  }
  if (count > 0) out.push_back(kAlphabet[(pending << (kBits - count)) & 31u]);
  return out;
}

Result<std::string> base32_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size() * kBits / 8);
  std::uint32_t pending = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return malformed();
    pending = (pending << kBits) | static_cast<std::uint32_t>(value);
    count += kBits;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<char>((pending >> count) & 0xffu));
  }
  // What is left over is less than a character, and zero: one text for each value.
  if (count >= kBits || (pending & ((1u << count) - 1)) != 0) return malformed();
  return out;
}

}  // namespace postern::codec
