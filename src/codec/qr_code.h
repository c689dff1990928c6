// QR codes (ISO/IEC 18004): text as a square of dark and light modules, for an app to read from a
// screen. Debian has libqrencode as a shared library only, and this library must not need one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace postern::codec {

// What make_qr_code() takes: the largest symbol it makes is version 20.
inline constexpr std::size_t kQrBytesMax = 666;

struct QrCode {
  int size = 0;  // Modules a side, without the quiet zone around.
  std::vector<bool> dark;

  [[nodiscard]] bool is_dark(int x, int y) const {
    return dark[static_cast<std::size_t>(y * size + x)];
  }
};

// Byte mode, error correction level M (15 % of the symbol may be unreadable), the smallest version
// that holds the text. InvalidParameterException for more than kQrBytesMax bytes.
Result<QrCode> make_qr_code(std::string_view text);

// The code as an SVG image with the quiet zone of four modules that scanners want, black on white.
std::string qr_svg(const QrCode& code);

}  // namespace postern::codec
