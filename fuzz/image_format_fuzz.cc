// Targets: image_format.
// Property: what passes for an SVG image holds nothing that a browser would run, in any case of
// letters; raster images are known by their first bytes alone.
#include "codec/image_format.h"

#include <string>

#include "codec/utf8.h"
#include "fuzz/property.h"

using postern::codec::image_format;
using postern::codec::ImageFormat;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  const auto format = image_format(input);
  if (!format) return;
  if (*format != ImageFormat::svg) {
    require(image_format(std::string(input) + "<script>") == format, "the first bytes decide");
    return;
  }
  require(postern::codec::is_utf8(input), "an SVG image is UTF-8");
  std::string text(input);
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  require(text.find("<script") == std::string::npos, "no script");
  require(text.find("javascript:") == std::string::npos, "no address that is a script");
  require(text.find(" onload=") == std::string::npos, "no handler of an event");
  require(text.find("<svg") != std::string::npos, "an SVG image has its root element");
}
