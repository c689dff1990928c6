// Base64 over tables built at compile time. Not constant-time: do not use it on secrets whose
// bytes a co-resident attacker must not learn.
#include "codec/base64.h"

#include <array>
#include <cstdint>

namespace postern::codec {
namespace {

constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Any value with this bit set marks a character outside the alphabet.
constexpr std::uint32_t kOutside = 0x80;
using Values = std::array<std::uint8_t, 256>;

constexpr Values values_of(std::string_view alphabet) {
  Values values{};
  for (auto& value : values) value = kOutside;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr Values kStandardValues = values_of(kStandard);
constexpr Values kUrlValues = values_of(kUrl);

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

std::string encode(std::string_view bytes, std::string_view alphabet, bool pad) {
  const std::size_t tail = bytes.size() % 3;
  std::string out((bytes.size() / 3) * 4 + (tail == 0 ? 0 : pad ? 4 : tail + 1), '=');
  char* to = out.data();
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3, to += 4) {
    const std::uint32_t group =
        byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U | byte_at(bytes, i + 2);
    to[0] = alphabet[group >> 18U];
    to[1] = alphabet[group >> 12U & 63U];
    to[2] = alphabet[group >> 6U & 63U];
    to[3] = alphabet[group & 63U];
  }
  if (tail == 0) return out;
  const std::uint32_t group =
      byte_at(bytes, i) << 16U | (tail == 2 ? byte_at(bytes, i + 1) << 8U : 0);
  to[0] = alphabet[group >> 18U];
  to[1] = alphabet[group >> 12U & 63U];
  if (tail == 2) to[2] = alphabet[group >> 6U & 63U];
  return out;
}

Error not_base64() {
  return {Errc::invalid_argument, "InvalidParameterException", "Invalid base64"};
}

// The last two or three characters, which carry one or two bytes and spare bits. Spare bits that
// are not zero would be a second spelling of the same bytes (RFC 4648 section 3.5).
bool decode_tail(std::string_view text, const Values& values, char* to) {
  const std::uint32_t a = values[byte_at(text, 0)];
  const std::uint32_t b = values[byte_at(text, 1)];
  const std::uint32_t c = text.size() == 3 ? values[byte_at(text, 2)] : 0;
  const std::uint32_t group = a << 18U | b << 12U | c << 6U;
  const std::uint32_t spare = text.size() == 3 ? group & 0xFFU : group & 0xFFFFU;
  if (((a | b | c) & kOutside) != 0 || spare != 0) return false;
  to[0] = static_cast<char>(group >> 16U);
  if (text.size() == 3) to[1] = static_cast<char>(group >> 8U & 0xFFU);
  return true;
}

Result<std::string> decode(std::string_view text, const Values& values) {
  const std::size_t tail = text.size() % 4;
  if (tail == 1) return not_base64();
  std::string out((text.size() / 4) * 3 + (tail == 0 ? 0 : tail - 1), '\0');
  char* to = out.data();
  std::uint32_t seen = 0;
  std::size_t i = 0;
  for (; i + 4 <= text.size(); i += 4, to += 3) {
    const std::uint32_t a = values[byte_at(text, i)];
    const std::uint32_t b = values[byte_at(text, i + 1)];
    const std::uint32_t c = values[byte_at(text, i + 2)];
    const std::uint32_t d = values[byte_at(text, i + 3)];
    seen |= a | b | c | d;
    const std::uint32_t group = a << 18U | b << 12U | c << 6U | d;
    to[0] = static_cast<char>(group >> 16U & 0xFFU);
    to[1] = static_cast<char>(group >> 8U & 0xFFU);
    to[2] = static_cast<char>(group & 0xFFU);
  }
  if ((seen & kOutside) != 0) return not_base64();
  if (tail != 0 && !decode_tail(text.substr(i), values, to)) return not_base64();
  return out;
}

}  // namespace

std::string base64_encode(std::string_view bytes) { return encode(bytes, kStandard, true); }
std::string base64url_encode(std::string_view bytes) { return encode(bytes, kUrl, false); }

Result<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return not_base64();
  if (text.ends_with('=')) text.remove_suffix(text.ends_with("==") ? 2 : 1);
  return decode(text, kStandardValues);
}

Result<std::string> base64url_decode(std::string_view text) { return decode(text, kUrlValues); }

}  // namespace postern::codec
