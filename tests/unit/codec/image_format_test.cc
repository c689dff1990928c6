// What kind of image some bytes are.
#include <catch2/catch.hpp>

#include "codec/image_format.h"

using namespace std::string_view_literals;
using postern::codec::image_format;
using postern::codec::ImageFormat;

TEST_CASE("an image is known by what its file begins with") {
  CHECK(image_format("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv) == ImageFormat::png);
  CHECK(image_format("\xff\xd8\xff\xe0"sv) == ImageFormat::jpeg);
  CHECK(image_format("\0\0\1\0\1\0"sv) == ImageFormat::ico);
  CHECK(image_format("RIFF\x10\0\0\0WEBPVP8 "sv) == ImageFormat::webp);
  CHECK(image_format("<svg xmlns='http://www.w3.org/2000/svg'/>"sv) == ImageFormat::svg);
}

TEST_CASE("an SVG image may begin as XML does") {
  CHECK(image_format("\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<SVG>"sv) == ImageFormat::svg);
  CHECK(image_format("<svg/>"sv) == ImageFormat::svg);
  CHECK_FALSE(image_format("<!-- <svg> "sv));
  CHECK_FALSE(image_format("<?xml version='1.0' <svg>"sv));
}

TEST_CASE("everything else is no image") {
  for (const auto bytes :
       {""sv, "\x89PNG"sv, "\xff\xd8"sv, "RIFF"sv, "RIFF\x10\0\0\0WAVE"sv, "GIF89a"sv,
        "<html><svg></svg></html>"sv, "<svgx>"sv, "<svg"sv, "\0\0\2\0"sv, "<svg>\xff</svg>"sv}) {
    CHECK_FALSE(image_format(bytes));
  }
}

TEST_CASE("an SVG image that a browser would run is no image") {
  for (const auto bytes :
       {"<svg><script/></svg>"sv, "<svg><SCRIPT>"sv, "<svg xmlns:s='u'><s:script/></svg>"sv,
        "<svg onload=a()>"sv, "<svg ONLOAD\n= 'a()'>"sv, "<svg/onload='a()'>"sv,
        "<svg a='b'onload='a()'>"sv, "<svg><a href='JavaScript:a()'/></svg>"sv,
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>"sv, "<svg><!DOCTYPE svg></svg>"sv,
        "<svg><foreignObject/></svg>"sv, "<svg><iframe/></svg>"sv,
        "<svg><a href='&#x6a;avascript:'/></svg>"sv, "<!--><script>a()</script>--><svg>"sv,
        "<svg><?xml-stylesheet href='a'?></svg>"sv}) {
    INFO(bytes);
    CHECK_FALSE(image_format(bytes));
  }
  CHECK(image_format("<svg><desc>a description, on or off, upon</desc><g fill='none'/></svg>"sv) ==
        ImageFormat::svg);
}
