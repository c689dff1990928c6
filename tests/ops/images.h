// Small images for tests, as base64 text of requests.
#pragma once

#include <string>
#include <string_view>

#include "codec/base64.h"

namespace postern::test {

// A PNG image of one pixel, as far as its first chunk, and `padding` bytes more.
inline std::string png(std::size_t padding = 0) {
  using namespace std::string_view_literals;
  std::string bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\6\0\0\0"sv);
  bytes.append(padding, '\0');
  return codec::base64_encode(bytes);
}
inline std::string jpeg() {
  return codec::base64_encode("\xff\xd8\xff\xe0 and so on");
}
inline std::string svg(std::string_view inside = "<rect width='1' height='1'/>") {
  return codec::base64_encode("<svg xmlns='http://www.w3.org/2000/svg'>" + std::string(inside) +
                              "</svg>");
}

}  // namespace postern::test
